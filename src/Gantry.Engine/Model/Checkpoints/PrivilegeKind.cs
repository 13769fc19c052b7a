namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What a container can have beyond what every container has here.</summary>
public enum PrivilegeKind
{
    /// <summary>Files of the host.</summary>
    Mounts,

    /// <summary>Devices of the host.</summary>
    Devices,

    /// <summary>More capabilities than the default ones.</summary>
    Capabilities,

    /// <summary>Nearly all that root of the host has: all capabilities and devices, no filter, no hidden paths.</summary>
    Privileged,

    /// <summary>System calls that the default filter refuses.</summary>
    Seccomp,

    /// <summary>Paths of /proc and /sys that are hidden or cannot be written by default.</summary>
    KernelPaths,

    /// <summary>Namespaces of the host: its network, processes, IPC or host name.</summary>
    Namespaces,

    /// <summary>Kernel parameters that are set.</summary>
    Sysctls,
}
