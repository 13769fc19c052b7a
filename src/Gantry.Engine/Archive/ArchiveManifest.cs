using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Archive;

/// <summary>Content of <see cref="EntryNames.Manifest"/>: what the archive holds and whose it is.</summary>
internal sealed record ArchiveManifest
{
    /// <summary>The version written and the highest that is read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>This engine, as manifests name it.</summary>
    public static string EngineName { get; } =
        $"gantry {typeof(ArchiveManifest).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>The engine that made the archive, e.g. "gantry 0.1.0".</summary>
    public required string Engine { get; init; }

    /// <summary>When the archive was completed.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The container.</summary>
    public required ArchivedContainer Container { get; init; }

    /// <summary>All entries but the manifest, in the archive's order.</summary>
    public required IReadOnlyList<ArchivedEntry> Entries { get; init; }

    /// <summary>Volumes whose tars are in the archive, with what their tars do not say.</summary>
    public IReadOnlyList<ArchivedVolume> Volumes { get; init; } = [];

    /// <summary>A seal by which an installation knows that it wrote these entries itself. Null: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Origin { get; init; }
}

/// <summary>Whose checkpoint it is.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Name">Its name.</param>
internal sealed record ArchivedContainer(string Id, string Name);

/// <summary>One entry's fingerprint.</summary>
/// <param name="Name">Name without trailing slash.</param>
/// <param name="Type"><c>file</c>, <c>directory</c> or <c>symlink</c>.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Sha256">Digest of the content (of a symbolic link: of its target), 64 hexadecimal digits.</param>
internal sealed record ArchivedEntry(string Name, string Type, long Length, string Sha256);

/// <summary>A volume's record.</summary>
internal sealed record ArchivedVolume
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its driver.</summary>
    public string Driver { get; init; } = "local";

    /// <summary>Driver options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Made for one container.</summary>
    public bool Anonymous { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }
}
