using System.Collections.Immutable;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Images;

/// <summary>The execution part of an OCI image config, as containers inherit it.</summary>
public sealed record ImageConfig
{
    /// <summary><c>user[:group]</c>.</summary>
    public string User { get; init; } = "";

    /// <summary><c>KEY=VALUE</c> entries.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Entry point.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Command.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Working directory; empty is <c>/</c>.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Paths that get an anonymous volume.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Ports as <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Stop signal as written; empty is TERM.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Health check (Docker's extension). Null: none.</summary>
    public HealthCheck? Health { get; init; }

    /// <summary>GOARCH value, e.g. <c>amd64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>GOOS value, <c>linux</c>.</summary>
    public string OperatingSystem { get; init; } = "linux";

    /// <summary>Author; empty when unknown.</summary>
    public string Author { get; init; } = "";
}
