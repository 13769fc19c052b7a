namespace Gantry.Engine.Containers.Creation;

/// <summary>What is known only when a container is about to start: the paths and namespaces of this start.</summary>
internal sealed record FinalizeContext
{
    /// <summary>Mount point of the root file system. Mounted already: users and the working directory are looked up in it.</summary>
    public required string RootPath { get; init; }

    /// <summary>Folder with the files of <see cref="EngineFiles"/>.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>
    /// Folder that holds hosts, resolv.conf and hostname instead of <see cref="RunDirectory"/>: that of the container
    /// whose network namespace is joined. Null: no such container.
    /// </summary>
    public string? NetworkFilesDirectory { get; init; }

    /// <summary>
    /// Host path bound at /dev/shm: the container's own memory file system, or the joined container's. Null: the
    /// host's. Without meaning for <c>--ipc host</c> and <c>none</c>.
    /// </summary>
    public string? ShmPath { get; init; }

    /// <summary>Mount point of each volume, by volume name.</summary>
    public IReadOnlyDictionary<string, string> VolumeMountPoints { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Path of each namespace joined from another container, by OCI kind (<c>pid</c>, <c>ipc</c>, <c>uts</c>,
    /// <c>network</c>, <c>cgroup</c>), e.g. <c>/proc/123/ns/pid</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> JoinedNamespaces { get; init; } = new Dictionary<string, string>();

    /// <summary>Host name of the container whose UTS namespace is joined. Null: none is joined.</summary>
    public string? JoinedHostname { get; init; }

    /// <summary>
    /// The processes come out of a checkpoint, and the template is what they were started with (config.json, or an
    /// archive's spec.dump): user, environment and mounts of memory stay as they are there, and nothing is looked up or
    /// made in the root file system.
    /// </summary>
    public bool Restoring { get; init; }

    /// <summary>Path of the network namespace made for this start. Null: the runtime makes a new, empty one.</summary>
    public string? NetworkNamespacePath { get; init; }
}
