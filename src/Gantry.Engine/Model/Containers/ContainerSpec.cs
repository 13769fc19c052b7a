using System.Collections.Immutable;

namespace Gantry.Engine.Model.Containers;

/// <summary>What a container is to be, fixed when it is created: stored with it and carried in its checkpoints.</summary>
public sealed record ContainerSpec
{
    /// <summary>Fully qualified image reference, e.g. <c>localhost/app:1</c>.</summary>
    public required string ImageName { get; init; }

    /// <summary>The image as the person typed it.</summary>
    public required string RawImageName { get; init; }

    /// <summary>Digest of the image's config: its id.</summary>
    public required Digest ImageId { get; init; }

    /// <summary>Name of the OCI runtime: <c>runc</c>, <c>crun</c> or an absolute path.</summary>
    public required string Runtime { get; init; }

    /// <summary>The command line that created it, for inspection.</summary>
    public IReadOnlyList<string> CreateCommand { get; init; } = [];

    /// <summary>The program and its surroundings.</summary>
    public ProcessSpec Process { get; init; } = new();

    /// <summary>Privileges.</summary>
    public SecuritySpec Security { get; init; } = new();

    /// <summary>Limits.</summary>
    public ResourceSpec Resources { get; init; } = new();

    /// <summary>Which namespaces are its own.</summary>
    public NamespaceSpec Namespaces { get; init; } = new();

    /// <summary>Networks, addresses, ports and name resolution.</summary>
    public NetworkSpec Network { get; init; } = new();

    /// <summary>Named and anonymous volumes.</summary>
    public IReadOnlyList<VolumeMount> Volumes { get; init; } = [];

    /// <summary>Host files and folders.</summary>
    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>Memory file systems.</summary>
    public IReadOnlyList<TmpfsMount> Tmpfs { get; init; } = [];

    /// <summary>Host devices.</summary>
    public IReadOnlyList<DeviceRequest> Devices { get; init; } = [];

    /// <summary>Labels, image's and own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>OCI annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Where its output goes.</summary>
    public LogSpec Log { get; init; } = new();

    /// <summary>What to do when it exits.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.No;

    /// <summary>How to tell whether it is well. Null: no check.</summary>
    public HealthCheck? Health { get; init; }

    /// <summary>Removed with its anonymous volumes when it exits (<c>--rm</c>).</summary>
    public bool AutoRemove { get; init; }

    /// <summary>A file of the person's that receives the process id. Null: none.</summary>
    public string? PidFile { get; init; }

    /// <summary>Id of the pod it is in. Null: none.</summary>
    public string? Pod { get; init; }

    /// <summary>It holds the namespaces of its pod, and lives as long as that.</summary>
    public bool IsInfra { get; init; }

    /// <summary>Ids of the containers whose namespaces are joined, the network's included.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<ContainerId> Dependencies =>
        Network.Mode.StartsWith("container:", StringComparison.Ordinal)
            ? Namespaces.Dependencies.Append(ContainerId.Parse(Network.Mode["container:".Length..])).Distinct()
            : Namespaces.Dependencies;
}
