using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>A <c>gantry migrate-receive</c> on another host, through ssh or a command of the person's.</summary>
internal sealed class MigrationConnection : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ChildProcess _process;
    private readonly MigrationTransport _transport;
    private readonly Task<string> _lastWords;

    private MigrationConnection(ChildProcess process, MigrationTransport transport)
    {
        _process = process;
        _transport = transport;
        _lastWords = ReadLastWordsAsync(process.StandardError!);
        Link = new MigrationLink(process.StandardOutput!, process.StandardInput!, ExplainEndAsync, transport.Host);
    }

    /// <summary>The conversation.</summary>
    public MigrationLink Link { get; }

    /// <summary>Starts the transport; whether it gets through shows in the conversation.</summary>
    /// <param name="ssh">The client.</param>
    /// <param name="host"><c>[USER@]HOST</c>.</param>
    /// <param name="transport">A command of the shell, instead of ssh. Null: ssh.</param>
    public static MigrationConnection Open(Ssh ssh, string host, string? transport)
    {
        var start = transport is null
            ? ssh.Start(host, ["gantry", "migrate-receive"])
            : new ChildProcessStart
            {
                FileName = "/bin/sh",
                Arguments = ["-c", transport],
                StandardInput = StandardStream.Pipe,
                StandardOutput = StandardStream.Pipe,
            };
        return new(
            ChildProcess.Start(start with { StandardError = StandardStream.Pipe }),
            new MigrationTransport(host, IsSsh: transport is null));
    }

    /// <summary>Closes the pipes; the other end takes it as the end of the conversation.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // What the transport and the other end have said for people is told only if it explains something.
    private async Task<string> ExplainEndAsync()
    {
        try
        {
            var exitCode = await _process.WaitAsync(CancellationToken.None).WaitAsync(s_patience);
            return _transport.ExplainEnd(exitCode, await _lastWords.WaitAsync(s_patience));
        }
        catch (TimeoutException)
        {
            return _transport.ExplainEnd(exitCode: null, "");
        }
    }

    private static async Task<string> ReadLastWordsAsync(Stream error)
    {
        using var reader = new StreamReader(error, leaveOpen: true);
        var last = "";
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                last = line.Trim() is { Length: > 0 } words ? words : last;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection was closed on this end: nobody asks any more.
        }

        return last;
    }
}
