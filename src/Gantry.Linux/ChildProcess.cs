namespace Gantry.Linux;

/// <summary>
/// A program started by posix_spawn(3). It is reaped in the background whether or not anyone waits, so no zombie
/// stays. Disposing closes our ends of its pipes and does not end it: a monitor outlives us.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Task<int> _exit;

    private ChildProcess(Pidfd pidfd, Stream? input, Stream? output, Stream? error)
    {
        Pidfd = pidfd;
        StandardInput = input;
        StandardOutput = output;
        StandardError = error;
        _exit = ReapAsync(pidfd);
    }

    /// <summary>Its process number.</summary>
    public int Id => Pidfd.ProcessId;

    /// <summary>Holds on to it; closed by this object after the end.</summary>
    public Pidfd Pidfd { get; }

    /// <summary>Our end of its standard input; null unless piped. Disposing it is the child's end of input.</summary>
    public Stream? StandardInput { get; }

    /// <summary>Our end of its standard output; null unless piped.</summary>
    public Stream? StandardOutput { get; }

    /// <summary>Our end of its standard error; null unless piped.</summary>
    public Stream? StandardError { get; }

    /// <summary>Starts a program; where an output is not set, it leads where ours does.</summary>
    /// <exception cref="LinuxException">
    /// The program, or its working directory, cannot be used; nothing was started.
    /// </exception>
    public static ChildProcess Start(ChildProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        DirectoryDescriptor.RequireAbsolute(start.FileName);
        using var plan = new DescriptorPlan(start);
        var pid = Spawn(start, plan);
        // Not reaped yet, so the number is still this child's, even if it has ended.
        var pidfd = Pidfd.TryOpen(pid) ?? throw new LinuxException("pidfd_open", $"process {pid}", Errno.ESRCH);
        return new ChildProcess(pidfd, plan.TakePipe(0), plan.TakePipe(1), plan.TakePipe(2));
    }

    /// <summary>
    /// Runs a program to its end, capturing the last MiB each of those outputs that <paramref name="start"/> leaves
    /// open. Cancelling sends SIGTERM, 2 s later SIGKILL, waits for the end and then throws.
    /// </summary>
    /// <exception cref="LinuxException">The program cannot be started.</exception>
    public static Task<ChildResult> RunAsync(ChildProcessStart start, CancellationToken cancellationToken) =>
        ChildRun.RunAsync(start, cancellationToken);

    /// <summary>
    /// Its exit code once it has ended, 128 + signal where a signal ended it. May be asked any number of times.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting alone; the child runs on.</param>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => _exit.WaitAsync(cancellationToken);

    /// <summary>Sends it a signal; nothing happens when it has ended.</summary>
    public void Signal(int signal)
    {
        if (!_exit.IsCompleted)
        {
            TrySignal(signal);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var stream in new[] { StandardInput, StandardOutput, StandardError })
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    // A child's namespaces are those of the thread that starts it.
    private static int Spawn(ChildProcessStart start, DescriptorPlan plan)
    {
        if (!start.NewNetwork)
        {
            return Spawner.Spawn(start, plan.Placed, plan.Nulls);
        }

        var pid = 0;
        NetworkNamespace.RunInNew(() => pid = Spawner.Spawn(start, plan.Placed, plan.Nulls));
        return pid;
    }

    private static async Task<int> ReapAsync(Pidfd pidfd)
    {
        await pidfd.WaitForExitAsync(CancellationToken.None);
        using (pidfd)
        {
            return Reap(pidfd);
        }
    }

    private static unsafe int Reap(Pidfd pidfd)
    {
        // siginfo_t on 64 bits (asm-generic/siginfo.h): code at byte 8, status at byte 24.
        const int CodeIndex = 2;
        const int StatusIndex = 6;
        const int Exited = 1;
        var info = stackalloc int[LibC.SigInfoSize / sizeof(int)];
        int result;
        do
        {
            result = LibC.WaitId(LibC.PPidfd, pidfd.Descriptor, (byte*)info, LibC.WExited);
        }
        while (LibC.Interrupted(result));

        if (result < 0)
        {
            throw LinuxException.FromLastError("waitid", $"process {pidfd.ProcessId}");
        }

        return info[CodeIndex] == Exited ? info[StatusIndex] : 128 + info[StatusIndex];
    }

    private void TrySignal(int signal)
    {
        try
        {
            Pidfd.TrySignal(signal);
        }
        catch (ObjectDisposedException)
        {
            // Reaped between the check and the call.
        }
    }
}
