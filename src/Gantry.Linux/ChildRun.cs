namespace Gantry.Linux;

/// <summary>A child from start to end: input written, both outputs drained together, ended on cancellation.</summary>
internal static class ChildRun
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    internal static async Task<ChildResult> RunAsync(ChildProcessStart start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var child = ChildProcess.Start(start with
        {
            StandardInput = start.Input is null ? start.StandardInput : StandardStream.Pipe,
            StandardOutput = start.StandardOutput ?? StandardStream.Pipe,
            StandardError = start.StandardError ?? StandardStream.Pipe,
        });
        using var afterExit = new CancellationTokenSource();
        var output = CaptureAsync(child.StandardOutput, afterExit.Token);
        var error = CaptureAsync(child.StandardError, afterExit.Token);
        var input = FeedAsync(child.StandardInput, start.Input, afterExit.Token);

        var exitCode = await WaitAsync(child, cancellationToken);
        // A grandchild that keeps the pipe open does not keep us: what is in it by now has been read.
        afterExit.CancelAfter(s_grace);
        await input;
        var result = new ChildResult(exitCode, await output, await error);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    private static async Task<int> WaitAsync(ChildProcess child, CancellationToken cancellationToken)
    {
        try
        {
            return await child.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            child.Signal(SigTerm);
        }

        using var grace = new CancellationTokenSource(s_grace);
        try
        {
            return await child.WaitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            child.Signal(SigKill);
            return await child.WaitAsync(CancellationToken.None);
        }
    }

    private static async Task<string> CaptureAsync(Stream? stream, CancellationToken cancellationToken)
    {
        if (stream is null)
        {
            return "";
        }

        using var tail = new OutputTail();
        try
        {
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                tail.Append(buffer.AsSpan(0, count));
            }
        }
        catch (OperationCanceledException)
        {
            // The child has ended; what it wrote is here.
        }

        return tail.ToString();
    }

    private static async Task FeedAsync(Stream? stream, byte[]? input, CancellationToken cancellationToken)
    {
        if (stream is null)
        {
            return;
        }

        try
        {
            await stream.WriteAsync(input ?? [], cancellationToken);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPIPE)
        {
            // It ended, or closed its input, without reading all: its exit code says whether that is an error.
        }
        catch (OperationCanceledException)
        {
            // It has ended; a grandchild holds the pipe and does not read.
        }

        await stream.DisposeAsync();
    }
}
