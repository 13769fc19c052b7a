namespace Gantry.Linux;

/// <summary>Capabilities by their bit number (capabilities(7)).</summary>
public enum Capability
{
    /// <summary>Change owners of files.</summary>
    Chown = 0,

    /// <summary>Read, write and execute whatever the permission bits.</summary>
    DacOverride = 1,

    /// <summary>Read files and search directories whatever the permission bits.</summary>
    DacReadSearch = 2,

    /// <summary>Act as the owner of any file.</summary>
    Fowner = 3,

    /// <summary>Keep set-user-id bits of a file that is changed.</summary>
    Fsetid = 4,

    /// <summary>Send signals to any process.</summary>
    Kill = 5,

    /// <summary>Change group ids.</summary>
    SetGid = 6,

    /// <summary>Change user ids.</summary>
    SetUid = 7,

    /// <summary>Change capability sets.</summary>
    SetPcap = 8,

    /// <summary>Set the immutable and append-only attributes.</summary>
    LinuxImmutable = 9,

    /// <summary>Bind ports below 1024.</summary>
    NetBindService = 10,

    /// <summary>Unused by the kernel.</summary>
    NetBroadcast = 11,

    /// <summary>Configure networks.</summary>
    NetAdmin = 12,

    /// <summary>Use raw and packet sockets.</summary>
    NetRaw = 13,

    /// <summary>Lock memory.</summary>
    IpcLock = 14,

    /// <summary>Use any System V IPC object.</summary>
    IpcOwner = 15,

    /// <summary>Load kernel modules.</summary>
    SysModule = 16,

    /// <summary>Use I/O ports.</summary>
    SysRawio = 17,

    /// <summary>Use chroot(2) and change mount namespaces.</summary>
    SysChroot = 18,

    /// <summary>Trace and read any process.</summary>
    SysPtrace = 19,

    /// <summary>Switch process accounting.</summary>
    SysPacct = 20,

    /// <summary>Mount, make namespaces, and much more.</summary>
    SysAdmin = 21,

    /// <summary>Reboot.</summary>
    SysBoot = 22,

    /// <summary>Raise priorities and set affinities.</summary>
    SysNice = 23,

    /// <summary>Exceed resource limits.</summary>
    SysResource = 24,

    /// <summary>Set the clock.</summary>
    SysTime = 25,

    /// <summary>Configure virtual terminals.</summary>
    SysTtyConfig = 26,

    /// <summary>Create device files.</summary>
    Mknod = 27,

    /// <summary>Take leases on any file.</summary>
    Lease = 28,

    /// <summary>Write to the audit log.</summary>
    AuditWrite = 29,

    /// <summary>Configure auditing.</summary>
    AuditControl = 30,

    /// <summary>Set capabilities of files.</summary>
    SetFcap = 31,

    /// <summary>Override mandatory access control.</summary>
    MacOverride = 32,

    /// <summary>Configure mandatory access control.</summary>
    MacAdmin = 33,

    /// <summary>Read the kernel log.</summary>
    Syslog = 34,

    /// <summary>Wake the machine by a timer.</summary>
    WakeAlarm = 35,

    /// <summary>Keep the machine from suspending.</summary>
    BlockSuspend = 36,

    /// <summary>Read the audit log.</summary>
    AuditRead = 37,

    /// <summary>Use performance monitoring.</summary>
    Perfmon = 38,

    /// <summary>Use privileged BPF.</summary>
    Bpf = 39,

    /// <summary>Choose process ids, and read /proc/pid/map_files of others.</summary>
    CheckpointRestore = 40,
}
