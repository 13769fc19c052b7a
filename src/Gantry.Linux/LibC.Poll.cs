using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>Readiness: poll(2), epoll(7).</summary>
internal static unsafe partial class LibC
{
    internal const int EpollCtlAdd = 1;
    internal const int EpollCtlDel = 2;
    internal const uint EpollOneShot = 1u << 30;

    /// <summary>struct epoll_event is packed on x86-64 alone: 4 bytes of events, then 8 of data.</summary>
    internal static readonly int EpollDataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Size of struct epoll_event.</summary>
    internal static readonly int EpollEventSize = EpollDataOffset + sizeof(ulong);

    /// <summary>poll(2).</summary>
    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    /// <summary>epoll_create1(2).</summary>
    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate1(int flags);

    /// <summary>epoll_ctl(2).</summary>
    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollCtl(SafeHandle epoll, int operation, SafeHandle fd, byte* ev);

    /// <summary>epoll_wait(2).</summary>
    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(SafeHandle epoll, byte* events, int maxEvents, int timeoutMs);

    /// <summary>struct pollfd (poll(2)).</summary>
    internal struct PollEntry
    {
        internal int Fd;
        internal short Events;
        internal short ReturnedEvents;
    }
}
