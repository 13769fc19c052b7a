using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>A <c>gantry migrate-receive</c> on another host, through ssh or a command of the person's.</summary>
internal sealed class MigrationConnection : IAsyncDisposable
{
    private readonly ChildProcess _transport;

    private MigrationConnection(ChildProcess transport)
    {
        _transport = transport;
        Link = new MigrationLink(transport.StandardOutput!, transport.StandardInput!);
    }

    /// <summary>The conversation.</summary>
    public MigrationLink Link { get; }

    /// <summary>Starts the transport; whether it gets through shows in the conversation.</summary>
    /// <param name="ssh">The client.</param>
    /// <param name="host"><c>[USER@]HOST</c>.</param>
    /// <param name="transport">A command of the shell, instead of ssh. Null: ssh.</param>
    public static MigrationConnection Open(Ssh ssh, string host, string? transport) => new(ChildProcess.Start(
        transport is null
            ? ssh.Start(host, ["gantry", "migrate-receive"])
            : new ChildProcessStart
            {
                FileName = "/bin/sh",
                Arguments = ["-c", transport],
                StandardInput = StandardStream.Pipe,
                StandardOutput = StandardStream.Pipe,
            }));

    /// <summary>Closes the pipes; the other end takes it as the end of the conversation.</summary>
    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
