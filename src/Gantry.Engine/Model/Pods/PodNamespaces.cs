namespace Gantry.Engine.Model.Pods;

/// <summary>Namespaces that the containers of a pod have in common: those of its infra container.</summary>
[Flags]
public enum PodNamespaces
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>System V IPC, POSIX queues and /dev/shm.</summary>
    Ipc = 1,

    /// <summary>Interfaces, addresses and ports.</summary>
    Network = 2,

    /// <summary>Process ids.</summary>
    Pid = 4,

    /// <summary>Host name.</summary>
    Uts = 8,

    /// <summary>Cgroup view.</summary>
    Cgroup = 16,
}
