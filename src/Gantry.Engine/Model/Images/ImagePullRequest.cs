namespace Gantry.Engine.Model.Images;

/// <summary>Fetches an image.</summary>
public sealed record ImagePullRequest
{
    /// <summary>
    /// What to fetch: <c>docker://NAME</c> or just <c>NAME</c>, <c>oci:DIR[:TAG]</c>, <c>oci-archive:FILE[:TAG]</c>,
    /// <c>dir:DIR</c>, <c>docker-archive:FILE[:NAME]</c>.
    /// </summary>
    public required string Reference { get; init; }

    /// <summary>When to fetch an image that is here already. Looked at for registries only, as in Podman.</summary>
    public PullPolicy Policy { get; init; }

    /// <summary>Absolute path of a file with registry credentials. Null: skopeo's usual places.</summary>
    public string? AuthenticationFile { get; init; }

    /// <summary><c>user[:password]</c> for the registry. Null: those of the authentication file.</summary>
    public string? Credentials { get; init; }

    /// <summary>
    /// Whether the registry must speak TLS with a certificate we trust. Null: as registries.conf says.
    /// </summary>
    public bool? VerifyTls { get; init; }

    /// <summary>GOARCH value of the wanted image. Null: this machine's.</summary>
    public string? Architecture { get; init; }

    /// <summary>GOOS value of the wanted image. Null: <c>linux</c>.</summary>
    public string? OperatingSystem { get; init; }
}
