using System.CommandLine;
using System.Globalization;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry drain</c>.</summary>
internal sealed class DrainCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _to;
    private readonly Option<string?> _parallel;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _tcpEstablished;

    /// <summary>Defines the command.</summary>
    public DrainCommand()
        : base("drain", "Move every running container to other hosts", "[options]", Positionals.None)
    {
        Details =
            """
            Moves the containers that run here, the one with most memory first, each to the host with most memory left that
            takes it. What could not move runs on and is listed with the reasons; the exit status is not 0 then. It can be
            run again: it finishes what an interrupted one left, and goes on with what is here.
            """;
        Examples = ["drain", "drain --to rack2,root@10.1.0.3 --parallel 2", "drain --dry-run"];
        _to = Add(Flag.List("to", null, "Hosts to move to, by name or as ssh takes them. Otherwise all named hosts"));
        _parallel = Add(Flag.Text("parallel", null, "How many containers move at a time", "1"));
        _dryRun = Add(Flag.Switch("dry-run", null, "Say where each container would go, and why one would not; change nothing"));
        _tcpEstablished = Add(Flag.Switch("tcp-established", null, "Keep established TCP connections"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var telling = new Telling(invocation);
        await invocation.Engine.DrainAsync(ToRequest(invocation), telling, cancellationToken);
        return telling.AllMoved ? ExitCodes.Success : ExitCodes.EngineFailed;
    }

    /// <summary>The request that the words make; a seam for tests.</summary>
    public DrainRequest ToRequest(Invocation invocation) => new()
    {
        Hosts = invocation.Get(_to),
        Parallel = int.TryParse(invocation.Get(_parallel), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new UsageException($"invalid --parallel \"{invocation.Get(_parallel)}\": it must be 1 or more"),
        IsPreview = invocation.Get(_dryRun),
        Migration = new MigrationRequest
        {
            Host = "",
            Include = invocation.Get(_tcpEstablished) ? KernelState.TcpEstablished : KernelState.None,
        },
    };

    // Told from several threads, as containers move at the same time.
    private sealed class Telling(Invocation invocation) : IProgress<DrainOutcome>
    {
        private readonly Lock _lock = new();

        public bool AllMoved { get; private set; } = true;

        public void Report(DrainOutcome outcome)
        {
            lock (_lock)
            {
                switch (outcome)
                {
                    case DrainOutcome.Moved moved:
                        invocation.Out.WriteLine(MigrationText.Report(moved.Container, moved.Result));
                        break;
                    case DrainOutcome.Movable movable:
                        invocation.Out.WriteLine(MigrationText.Preview(movable.Preview));
                        break;
                    case DrainOutcome.Stays stays:
                        AllMoved = false;
                        invocation.Error.WriteLine($"Error: {stays.Container} stays: {string.Join("\n  and: ", stays.Reasons)}");
                        break;
                    default:
                        throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null);
                }

                invocation.Out.Flush();
            }
        }
    }
}
