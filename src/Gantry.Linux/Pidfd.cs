namespace Gantry.Linux;

/// <summary>
/// Holds on to one process (pidfd_open(2)): unlike its number, which the kernel gives to another process later, this
/// never means a different one.
/// </summary>
public sealed class Pidfd : IDisposable
{
    private Pidfd(Descriptor descriptor, int processId)
    {
        Descriptor = descriptor;
        ProcessId = processId;
    }

    /// <summary>Number of the process, as of the opening.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the process has ended; one that waits to be reaped has.</summary>
    public bool HasExited => Readiness.Wait(Descriptor, Readiness.Input, TimeSpan.Zero);

    internal Descriptor Descriptor { get; }

    /// <summary>Holds on to process <paramref name="pid"/>; null when there is none.</summary>
    public static Pidfd? TryOpen(int pid)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 1);
        var number = LibC.PidfdOpen(pid);
        if (number >= 0)
        {
            return new Pidfd(new Descriptor(number), pid);
        }

        var errno = LinuxException.LastError;
        // EINVAL: a thread, not a process. ENOENT: newer kernels' word for the same.
        return errno is Errno.ESRCH or Errno.EINVAL or Errno.ENOENT
            ? null
            : throw new LinuxException("pidfd_open", $"process {pid}", errno);
    }

    /// <summary>Sends a signal; false when the process was reaped already (pidfd_send_signal(2)).</summary>
    public bool TrySignal(int signal)
    {
        if (LibC.PidfdSendSignal(Descriptor, signal) == 0)
        {
            return true;
        }

        var errno = LinuxException.LastError;
        return errno == Errno.ESRCH
            ? false
            : throw new LinuxException("pidfd_send_signal", $"process {ProcessId}", errno);
    }

    /// <summary>Sends a signal; <see cref="Errno.ESRCH"/> when the process was reaped already.</summary>
    public void Signal(int signal)
    {
        if (!TrySignal(signal))
        {
            throw new LinuxException("pidfd_send_signal", $"process {ProcessId}", Errno.ESRCH);
        }
    }

    /// <summary>Completes when the process has ended. Holds no thread meanwhile.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) =>
        Readiness.WaitAsync(Descriptor, Readiness.Input, cancellationToken).AsTask();

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Dispose();

    /// <summary>Blocks until the process has ended; false when <paramref name="timeout"/> passed first.</summary>
    internal bool WaitForExit(TimeSpan timeout) => Readiness.Wait(Descriptor, Readiness.Input, timeout);
}
