namespace Gantry.Engine.Model.Images;

/// <summary>Makes an image of one layer from the tar file of a root file system.</summary>
public sealed record ImageImportRequest
{
    /// <summary>The tar file, compressed or not; it need not seek. The caller disposes it.</summary>
    public required Stream Archive { get; init; }

    /// <summary>Name of the new image; null makes one without a name.</summary>
    public string? Reference { get; init; }

    /// <summary>
    /// Instructions in Dockerfile form that set the config: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER,
    /// VOLUME, WORKDIR, ONBUILD excluded.
    /// </summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Comment of the history entry; null is <c>imported from tarball</c>.</summary>
    public string? Message { get; init; }

    /// <summary>GOARCH value; null is this machine's.</summary>
    public string? Architecture { get; init; }

    /// <summary>GOOS value; null is <c>linux</c>.</summary>
    public string? OperatingSystem { get; init; }
}
