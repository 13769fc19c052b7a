namespace Gantry.Engine.Model.Containers;

/// <summary>Which namespaces a container has of its own. Each is a mode as Podman writes it.</summary>
/// <remarks><c>private</c>, <c>host</c>, <c>container:ID</c>, <c>ns:PATH</c>; ipc also <c>none</c>, <c>shareable</c>.</remarks>
public sealed record NamespaceSpec
{
    /// <summary>Process ids.</summary>
    public string Pid { get; init; } = "private";

    /// <summary>System V IPC, POSIX queues, and whether /dev/shm is the container's own.</summary>
    public string Ipc { get; init; } = "shareable";

    /// <summary>Host name.</summary>
    public string Uts { get; init; } = "private";

    /// <summary>Cgroup view; Podman's default is host on cgroup v1 and private on v2.</summary>
    public string? Cgroup { get; init; }

    /// <summary>Ids of the containers whose namespaces are joined.</summary>
    public IEnumerable<ContainerId> Dependencies =>
        new[] { Pid, Ipc, Uts, Cgroup }
            .OfType<string>()
            .Where(mode => mode.StartsWith("container:", StringComparison.Ordinal))
            .Select(mode => ContainerId.Parse(mode["container:".Length..]))
            .Distinct();
}
