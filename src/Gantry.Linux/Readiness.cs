using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// Waits until descriptors can be read or written, without holding a thread each: one background thread in
/// epoll_wait(2) serves the whole process. It starts with the first wait.
/// </summary>
internal static class Readiness
{
    /// <summary>Something to read, the end of input, or (pidfd) the end of the process (EPOLLIN = POLLIN).</summary>
    internal const uint Input = 0x1;

    /// <summary>Room to write (EPOLLOUT = POLLOUT).</summary>
    internal const uint Output = 0x4;

    private const int EventsPerWait = 32;

    private static readonly ConcurrentDictionary<ulong, Waiter> s_waiters = new();
    private static readonly Lazy<Descriptor> s_epoll = new(Start);
    private static ulong s_lastId;

    /// <summary>
    /// Completes when <paramref name="descriptor"/> is ready for <paramref name="events"/>, has an error or was hung
    /// up. Regular files and others that epoll does not take are always ready.
    /// </summary>
    internal static async ValueTask WaitAsync(Descriptor descriptor, uint events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Wait(descriptor, events, TimeSpan.Zero))
        {
            return;
        }

        var id = Interlocked.Increment(ref s_lastId);
        // A duplicate: the same number could be waited on twice at a time, or be closed and reused meanwhile.
        var waiter = new Waiter(descriptor.Duplicate());
        s_waiters[id] = waiter;
        if (!TryAdd(id, waiter.Descriptor, events))
        {
            Finish(id);
            return;
        }

        using var registration = cancellationToken.Register(() => TakeOut(id)?.TrySetCanceled(cancellationToken));
        await waiter.Completion.Task;
    }

    /// <summary>Blocks until ready; false when <paramref name="timeout"/> passed first (poll(2)).</summary>
    internal static unsafe bool Wait(Descriptor descriptor, uint events, TimeSpan timeout)
    {
        var entry = new LibC.PollEntry { Fd = descriptor.Number, Events = (short)events };
        var milliseconds = timeout < TimeSpan.Zero ? -1 : (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue);
        int ready;
        do
        {
            ready = LibC.Poll(&entry, 1, milliseconds);
        }
        while (LibC.Interrupted(ready));

        return ready >= 0 ? ready > 0 : throw descriptor.Failure("poll");
    }

    private static unsafe bool TryAdd(ulong id, Descriptor descriptor, uint events)
    {
        var ev = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(ev, 4), events | LibC.EpollOneShot);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(ev + LibC.EpollDataOffset, 8), id);
        if (LibC.EpollCtl(s_epoll.Value, LibC.EpollCtlAdd, descriptor, ev) == 0)
        {
            return true;
        }

        var errno = LinuxException.LastError;
        if (errno == Errno.EPERM)
        {
            return false;
        }

        Finish(id);
        throw new LinuxException("epoll_ctl", $"descriptor {descriptor.Number}", errno);
    }

    private static void Finish(ulong id) => TakeOut(id)?.TrySetResult();

    /// <summary>Ends a wait; null when someone else did so first.</summary>
    private static unsafe TaskCompletionSource? TakeOut(ulong id)
    {
        if (!s_waiters.TryRemove(id, out var waiter))
        {
            return null;
        }

        // Closing alone would leave the entry: the original keeps the open file alive.
        _ = LibC.EpollCtl(s_epoll.Value, LibC.EpollCtlDel, waiter.Descriptor, null);
        waiter.Descriptor.Dispose();
        return waiter.Completion;
    }

    private static Descriptor Start()
    {
        var number = LibC.EpollCreate1(LibC.OCloExec);
        if (number < 0)
        {
            throw LinuxException.FromLastError("epoll_create1", "");
        }

        var epoll = new Descriptor(number);
        new Thread(() => Serve(epoll)) { IsBackground = true, Name = "gantry readiness" }.Start();
        return epoll;
    }

    private static unsafe void Serve(Descriptor epoll)
    {
        var size = LibC.EpollEventSize;
        var events = (byte*)NativeMemory.Alloc(EventsPerWait, (nuint)size);
        while (true)
        {
            var count = LibC.EpollWait(epoll, events, EventsPerWait, -1);
            for (var i = 0; i < count; i++)
            {
                var data = new ReadOnlySpan<byte>(events + (i * size) + LibC.EpollDataOffset, sizeof(ulong));
                Finish(BinaryPrimitives.ReadUInt64LittleEndian(data));
            }
        }
    }

    private sealed record Waiter(Descriptor Descriptor)
    {
        internal TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
