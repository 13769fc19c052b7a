namespace Gantry.Engine.Tools;

/// <summary>How skopeo reaches an image and which machine's image it takes.</summary>
internal sealed record RegistryAccess
{
    /// <summary>Absolute path of a file with credentials. Null: skopeo's usual places.</summary>
    public string? AuthenticationFile { get; init; }

    /// <summary>Whether TLS with a trusted certificate is a must. Null: as registries.conf says.</summary>
    public bool? VerifyTls { get; init; }

    /// <summary>GOARCH value. Null: this machine's.</summary>
    public string? Architecture { get; init; }

    /// <summary>GOOS value. Null: this machine's.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>Absolute path of a folder for skopeo's large temporary files. Null: its own choice.</summary>
    public string? TemporaryDirectory { get; init; }
}
