using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>What <c>pod inspect</c> shows; names and types are Podman's (libpod/define, pod_inspect.go).</summary>
public sealed record PodInspection
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was put on record.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The command line that created it.</summary>
    public IReadOnlyList<string> CreateCommand { get; init; } = [];

    /// <summary>What becomes of it when its containers have ended: <c>continue</c> or <c>stop</c>.</summary>
    public string ExitPolicy { get; init; } = "";

    /// <summary>How it stands.</summary>
    public string State { get; init; } = "";

    /// <summary>Host name that was asked for.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>It has a cgroup of its own.</summary>
    public bool CreateCgroup { get; init; }

    /// <summary>Parent of its cgroup.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary>Its cgroup.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CgroupPath { get; init; }

    /// <summary>It has an infra container.</summary>
    public bool CreateInfra { get; init; }

    /// <summary>Id of the infra container.</summary>
    [JsonPropertyName("InfraContainerID")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InfraContainerId { get; init; }

    /// <summary>The infra container.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PodInfraInspection? InfraConfig { get; init; }

    /// <summary>What its containers share.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? SharedNamespaces { get; init; }

    /// <summary>How many containers it has.</summary>
    public uint NumContainers { get; init; }

    /// <summary>Its containers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PodContainerInspection>? Containers { get; init; }
}
