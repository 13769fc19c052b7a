namespace Gantry.Engine.Model;

/// <summary>What a host and an installation are made of. Versions are null where a tool is missing.</summary>
public sealed record HostInfo
{
    /// <summary>GOARCH value, e.g. <c>amd64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Kernel release.</summary>
    public required string Kernel { get; init; }

    /// <summary>Host name.</summary>
    public required string Hostname { get; init; }

    /// <summary><c>v1</c> (also when v2 is mounted beside it) or <c>v2</c>.</summary>
    public required string CgroupVersion { get; init; }

    /// <summary>Processors.</summary>
    public required int Cpus { get; init; }

    /// <summary>Bytes of memory.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Name and version of the distribution.</summary>
    public required (string Name, string Version) Distribution { get; init; }

    /// <summary>The OCI runtime.</summary>
    public required ToolInfo Runtime { get; init; }

    /// <summary>conmon.</summary>
    public required ToolInfo Conmon { get; init; }

    /// <summary>CRIU.</summary>
    public required ToolInfo Criu { get; init; }

    /// <summary>File system that holds the root.</summary>
    public required string BackingFileSystem { get; init; }

    /// <summary>Containers by state.</summary>
    public required IReadOnlyDictionary<ContainerState, int> Containers { get; init; }

    /// <summary>Images.</summary>
    public required int Images { get; init; }
}

/// <summary>An external program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it was found. Null: not here.</param>
/// <param name="Version">What it says of itself. Null: not here.</param>
public sealed record ToolInfo(string Name, string? Path, string? Version);
