using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>An ssh-keygen that is given an archive as it streams by.</summary>
/// <param name="process">It, with pipes.</param>
internal sealed class SshKeygenRun(ChildProcess process) : IAsyncDisposable
{
    private readonly Task<string> _output = ReadAsync(process.StandardOutput!);
    private readonly Task<string> _complaints = ReadAsync(process.StandardError!);

    /// <summary>Hands on a piece of the archive.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput!.WriteAsync(bytes, cancellationToken);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPIPE)
        {
            throw Failure(await _complaints);
        }
    }

    /// <summary>Says that this was all, and waits for the result.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: the program refuses.</exception>
    public async Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        await process.StandardInput!.DisposeAsync();
        var exitCode = await process.WaitAsync(cancellationToken);
        return exitCode == 0 ? await _output : throw Failure(await _complaints);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Signal(Signals.Parse("KILL"));
        await Task.WhenAll(_output, _complaints);
        await process.DisposeAsync();
    }

    private static GantryException Failure(string complaints) =>
        new(ErrorCode.ToolFailed, $"ssh-keygen failed: {complaints.Trim()}");

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(CancellationToken.None);
    }
}
