using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// Processes and signals: waitid(2), kill(2), pidfd_open(2), sigaction(2), getrlimit(2), geteuid(2), uname(2).
/// </summary>
internal static unsafe partial class LibC
{
    internal const int PPidfd = 3;
    internal const int WExited = 4;
    internal const int SigInfoSize = 128;

    private const long SysPidfdSendSignal = 424;
    private const long SysPidfdOpen = 434;

    /// <summary>pidfd_open(2).</summary>
    internal static int PidfdOpen(int pid) => (int)Syscall(SysPidfdOpen, pid, 0, 0, 0, 0);

    /// <summary>pidfd_send_signal(2).</summary>
    internal static int PidfdSendSignal(SafeHandle pidfd, int signal) =>
        PidfdSendSignal(SysPidfdSendSignal, pidfd, signal, 0, 0);

    /// <summary>waitid(2); <paramref name="info"/> is a siginfo_t of 128 bytes.</summary>
    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    internal static partial int WaitId(int idType, SafeHandle id, byte* info, int options);

    /// <summary>kill(2).</summary>
    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    /// <summary>sigaction(2); the handler is the first member of glibc's struct.</summary>
    [LibraryImport(Library, EntryPoint = "sigaction", SetLastError = true)]
    internal static partial int SigAction(int signal, nint* action, nint* old);

    /// <summary>geteuid(2).</summary>
    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint GetEUid();

    /// <summary>getegid(2).</summary>
    [LibraryImport(Library, EntryPoint = "getegid")]
    internal static partial uint GetEGid();

    /// <summary>prlimit(2).</summary>
    [LibraryImport(Library, EntryPoint = "prlimit", SetLastError = true)]
    internal static partial int PrLimit(int pid, int resource, ulong* newLimit, ulong* oldLimit);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int PidfdSendSignal(long number, SafeHandle pidfd, int signal, nint info, uint flags);
}
