namespace Gantry.Linux;

/// <summary>Resource limits by the kernel's number (getrlimit(2), asm-generic/resource.h).</summary>
public enum ResourceKind
{
    /// <summary>RLIMIT_CPU: processor time in seconds.</summary>
    Cpu = 0,

    /// <summary>RLIMIT_FSIZE: length of a written file in bytes.</summary>
    FileSize = 1,

    /// <summary>RLIMIT_DATA: data segment in bytes.</summary>
    Data = 2,

    /// <summary>RLIMIT_STACK: main thread's stack in bytes.</summary>
    Stack = 3,

    /// <summary>RLIMIT_CORE: core dump in bytes.</summary>
    Core = 4,

    /// <summary>RLIMIT_RSS: resident memory in bytes; without effect.</summary>
    ResidentSet = 5,

    /// <summary>RLIMIT_NPROC: processes and threads of the user.</summary>
    Processes = 6,

    /// <summary>RLIMIT_NOFILE: open descriptors: one more than the highest number.</summary>
    OpenFiles = 7,

    /// <summary>RLIMIT_MEMLOCK: locked memory in bytes.</summary>
    LockedMemory = 8,

    /// <summary>RLIMIT_AS: address space in bytes.</summary>
    AddressSpace = 9,

    /// <summary>RLIMIT_LOCKS: file locks; without effect.</summary>
    FileLocks = 10,

    /// <summary>RLIMIT_SIGPENDING: queued signals of the user.</summary>
    PendingSignals = 11,

    /// <summary>RLIMIT_MSGQUEUE: POSIX message queues of the user in bytes.</summary>
    MessageQueues = 12,

    /// <summary>RLIMIT_NICE: 20 minus the lowest nice value allowed.</summary>
    Nice = 13,

    /// <summary>RLIMIT_RTPRIO: highest real-time priority.</summary>
    RealtimePriority = 14,

    /// <summary>RLIMIT_RTTIME: real-time processor time without a blocking call, in microseconds.</summary>
    RealtimeTime = 15,
}
