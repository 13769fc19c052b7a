using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>An image config (OCI image spec, config.md), with Docker's health check.</summary>
internal sealed record ConfigDocument
{
    /// <summary>When it was built.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Author.</summary>
    public string? Author { get; init; }

    /// <summary>GOARCH value.</summary>
    public string? Architecture { get; init; }

    /// <summary>GOOS value.</summary>
    public string? Os { get; init; }

    /// <summary>What containers inherit.</summary>
    public ExecutionDocument? Config { get; init; }

    /// <summary>The layers.</summary>
    [JsonRequired, JsonPropertyName("rootfs")]
    public required RootFileSystemDocument RootFileSystem { get; init; }

    /// <summary>The steps that made it.</summary>
    public IReadOnlyList<HistoryDocument>? History { get; init; }

    /// <summary>The <c>rootfs</c> member.</summary>
    internal sealed record RootFileSystemDocument
    {
        /// <summary>Always <c>layers</c>.</summary>
        public string Type { get; init; } = "layers";

        /// <summary>Digests of the uncompressed layers, lowest first.</summary>
        [JsonPropertyName("diff_ids")]
        public IReadOnlyList<Digest>? DiffIds { get; init; }
    }

    /// <summary>An entry of the <c>history</c> member.</summary>
    internal sealed record HistoryDocument
    {
        /// <summary>When.</summary>
        public DateTimeOffset? Created { get; init; }

        /// <summary>The command.</summary>
        [JsonPropertyName("created_by")]
        public string? CreatedBy { get; init; }

        /// <summary>Author.</summary>
        public string? Author { get; init; }

        /// <summary>Comment.</summary>
        public string? Comment { get; init; }

        /// <summary>Whether it made no layer.</summary>
        [JsonPropertyName("empty_layer")]
        public bool? EmptyLayer { get; init; }
    }

    /// <summary>The <c>config</c> member.</summary>
    internal sealed record ExecutionDocument
    {
        /// <summary><c>user[:group]</c>.</summary>
        [JsonPropertyName("User")]
        public string? User { get; init; }

        /// <summary>Ports as names of empty objects.</summary>
        [JsonPropertyName("ExposedPorts")]
        public IReadOnlyDictionary<string, JsonElement>? ExposedPorts { get; init; }

        /// <summary><c>KEY=VALUE</c>.</summary>
        [JsonPropertyName("Env")]
        public IReadOnlyList<string>? Environment { get; init; }

        /// <summary>Entry point.</summary>
        [JsonPropertyName("Entrypoint")]
        public IReadOnlyList<string>? Entrypoint { get; init; }

        /// <summary>Command.</summary>
        [JsonPropertyName("Cmd")]
        public IReadOnlyList<string>? Command { get; init; }

        /// <summary>Volume paths as names of empty objects.</summary>
        [JsonPropertyName("Volumes")]
        public IReadOnlyDictionary<string, JsonElement>? Volumes { get; init; }

        /// <summary>Working directory.</summary>
        [JsonPropertyName("WorkingDir")]
        public string? WorkingDirectory { get; init; }

        /// <summary>Labels.</summary>
        [JsonPropertyName("Labels")]
        public IReadOnlyDictionary<string, string>? Labels { get; init; }

        /// <summary>Stop signal.</summary>
        [JsonPropertyName("StopSignal")]
        public string? StopSignal { get; init; }

        /// <summary>Health check.</summary>
        [JsonPropertyName("Healthcheck")]
        public HealthDocument? Health { get; init; }
    }

    /// <summary>Docker's <c>Healthcheck</c> member; times in nanoseconds, 0 is the default.</summary>
    internal sealed record HealthDocument
    {
        /// <summary>The command.</summary>
        [JsonPropertyName("Test")]
        public IReadOnlyList<string>? Test { get; init; }

        /// <summary>Between checks, ns.</summary>
        [JsonPropertyName("Interval")]
        public long Interval { get; init; }

        /// <summary>For a check, ns.</summary>
        [JsonPropertyName("Timeout")]
        public long Timeout { get; init; }

        /// <summary>After the start, ns.</summary>
        [JsonPropertyName("StartPeriod")]
        public long StartPeriod { get; init; }

        /// <summary>Failures in a row.</summary>
        [JsonPropertyName("Retries")]
        public int Retries { get; init; }
    }
}
