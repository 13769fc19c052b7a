namespace Gantry.Engine.Model.Inspection;

/// <summary>
/// What <c>inspect</c> shows of an image; names and types are Podman's (common/libimage, inspect.go).
/// </summary>
public sealed record ImageInspection
{
    /// <summary>64 hexadecimal digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>Digest of the manifest.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Names.</summary>
    public IReadOnlyList<string> RepoTags { get; init; } = [];

    /// <summary>Repositories with the digest.</summary>
    public IReadOnlyList<string> RepoDigests { get; init; } = [];

    /// <summary>Always empty.</summary>
    public string Parent { get; init; } = "";

    /// <summary>Comment of the newest history entry that has one.</summary>
    public string Comment { get; init; } = "";

    /// <summary>When it was built; null when unknown.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What containers inherit.</summary>
    public ImageConfigInspection Config { get; init; } = new();

    /// <summary>Always empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Author.</summary>
    public string Author { get; init; } = "";

    /// <summary>GOARCH value.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>GOOS value.</summary>
    public string Os { get; init; } = "";

    /// <summary>Bytes of its layers.</summary>
    public long Size { get; init; }

    /// <summary>The same.</summary>
    public long VirtualSize { get; init; }

    /// <summary>Where its layers lie.</summary>
    public GraphDriverInspection GraphDriver { get; init; } = new();

    /// <summary>Its layers.</summary>
    public RootFileSystemInspection RootFS { get; init; } = new();

    /// <summary>Labels; null when it has none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations of the manifest.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Media type of the manifest.</summary>
    public string ManifestType { get; init; } = "";

    /// <summary><c>user[:group]</c>; empty is root.</summary>
    public string User { get; init; } = "";

    /// <summary>How it was built, oldest first.</summary>
    public IReadOnlyList<ImageHistoryInspection> History { get; init; } = [];

    /// <summary>Names it has.</summary>
    public IReadOnlyList<string> NamesHistory { get; init; } = [];
}
