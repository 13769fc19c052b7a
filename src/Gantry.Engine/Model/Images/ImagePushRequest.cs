namespace Gantry.Engine.Model.Images;

/// <summary>Copies an image to a registry, a folder or an archive.</summary>
public sealed record ImagePushRequest
{
    /// <summary>The image, as for <c>Engine.FindImage</c>.</summary>
    public required string Image { get; init; }

    /// <summary>
    /// Where to: <c>docker://NAME</c> or just <c>NAME</c>, <c>oci:DIR[:TAG]</c>, <c>oci-archive:FILE[:TAG]</c>,
    /// <c>dir:DIR</c>, <c>docker-archive:FILE[:NAME]</c>. Null: the registry of the image's own name.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary><c>oci</c> or <c>v2s2</c>. Null: what the destination takes without a change.</summary>
    public string? Format { get; init; }

    /// <summary>Absolute path of a file that receives the digest of what was pushed. Null: none.</summary>
    public string? DigestFile { get; init; }

    /// <summary>Absolute path of a file with registry credentials. Null: skopeo's usual places.</summary>
    public string? AuthenticationFile { get; init; }

    /// <summary><c>user:password</c> for the registry. Null: those of the authentication file.</summary>
    public string? Credentials { get; init; }

    /// <summary>
    /// Whether the registry must speak TLS with a certificate we trust. Null: as registries.conf says.
    /// </summary>
    public bool? VerifyTls { get; init; }
}
