using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry migrate</c>.</summary>
internal sealed class MigrateCommand : CliCommand
{
    private const string Auto = "auto";
    private const int MaxRounds = 1000;

    private readonly Option<string?> _transport;
    private readonly Option<string?> _compress;
    private readonly Option<bool> _tcpEstablished;
    private readonly Option<bool> _tcpClose;
    private readonly Option<IReadOnlyList<string>> _volumePolicies;
    private readonly Option<long?> _rounds;
    private readonly Option<string?> _maxDowntime;
    private readonly Option<long?> _bandwidth;
    private readonly Option<bool> _postCopy;
    private readonly Option<bool> _keepSource;
    private readonly Option<bool> _dryRun;
    private readonly Option<string?> _report;
    private readonly TargetOptions _target;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public MigrateCommand()
        : base(
            "migrate",
            "Move running containers to another host",
            "[options] CONTAINER [CONTAINER...] [USER@]HOST",
            Positionals.AtLeast(2))
    {
        Details =
            """
            Moves containers with their memory, changed files, /dev/shm and volumes to a host that has gantry installed, over
            ssh, and lets them go on there. Files are sent ahead while the container runs, and then again what changed, until
            that is little. Then the container stands still until the target holds it whole; if anything fails
            before that, it runs on here. Then it is the target's, and the copy here goes when it runs there, with the
            volumes that no other container uses, or is kept, stopped. What is interrupted in between, "gantry migration recover" finishes.
            """;
        Examples =
        [
            "migrate web root@host2",
            "migrate --tcp-established db host2",
            "migrate --rounds 10 --max-downtime 200ms --bandwidth 50m db host2",
            "migrate --dry-run web host2",
            "migrate --post-copy big host2",
            "migrate --name web2 --keep-source web host2",
            "migrate --report web.html --progress json web host2",
            "migrate --network front --ip 10.1.0.7 --publish 8080:80 web host2",
            "migrate --transport 'podman exec -i host2 gantry migrate-receive' web host2",
        ];
        Completes = CompletionKind.Containers;
        _transport = Add(Flag.Text(
            "transport", null, "Command of the shell that leads to \"gantry migrate-receive\" on the target, instead of ssh"));
        _compress = Add(Flag.Text(
            "compress",
            "c",
            "Compression of what is sent: none, lz4, zstd[:LEVEL], gzip; auto: what link and processor carry most with",
            Auto));
        _tcpEstablished = Add(Flag.Switch("tcp-established", null, "Keep established TCP connections"));
        _tcpClose = Add(Flag.Switch("tcp-close", null, "Close established TCP connections on the target"));
        _volumePolicies = Add(Flag.Array(
            "volume-policy",
            null,
            "What to do with a volume that the target has: NAME=fail, replace, keep or rename:NEW; *=… for all others"));
        _rounds = Add(Flag.Integer(
            "rounds", null, "The most times that files are sent ahead while the container runs; 0 for none", 5));
        _maxDowntime = Add(Flag.Text(
            "max-downtime",
            null,
            "Send files ahead until what changes meanwhile is sent in this time",
            "500ms",
            "duration"));
        _bandwidth = Add(Flag.Size(
            "bandwidth", null, "The most bytes a second that are sent while the container runs, such as 50m"));
        _postCopy = Add(Flag.Switch(
            "post-copy",
            null,
            "Let it run on the target before its memory has come: it is lost if a host or the connection is until then"));
        _keepSource = Add(Flag.Switch(
            "keep-source", null, "Keep the copy here, stopped, as NAME-migrated, with its volumes; it is not started by itself"));
        _dryRun = Add(Flag.Switch(
            "dry-run", null, "Say what would be sent, and all that stands in the way on either host; change nothing"));
        _report = Add(Flag.Text(
            "report", null, "Write a page about the migration to a file: its phases, and why it stood still", valueName: "file"));
        _target = AddGroup(new TargetOptions());
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = ToRequest(invocation);
        if (invocation.Get(_report) is not null && invocation.Arguments.Count > 2)
        {
            throw new UsageException("--report is about one container: migrate them one after the other");
        }

        if (request.Name is not null && invocation.Arguments.Count > 2)
        {
            throw new UsageException("--name is for one container: migrate them one after the other");
        }

        return invocation.ForEachAsync(invocation.Arguments.SkipLast(1), async container =>
        {
            if (invocation.Get(_dryRun))
            {
                return await PreviewAsync(invocation, container, request, cancellationToken);
            }

            MigrationResult result;
            using (var shown = _progress.Begin(invocation))
            {
                var progress = new PhaseRecorder(shown, invocation.Context.Time);
                result = await invocation.Engine.MigrateAsync(container, request, progress, cancellationToken);
                WritePage(invocation, new MigrationPage(container, result, progress.End(), invocation.Context.Time.GetUtcNow()));
            }

            invocation.Warn(result.Warnings);
            return MigrationText.Report(container, result);
        });
    }

    // The container has moved: what cannot be written about it is a warning.
    private void WritePage(Invocation invocation, MigrationPage page)
    {
        if (invocation.Get(_report) is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            using var file = new StreamWriter(invocation.Context.Resolve(path));
            page.Write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            invocation.Warn([$"The report was not written: {e.Message}"]);
        }
    }

    private static async Task<string?> PreviewAsync(
        Invocation invocation, string container, MigrationRequest request, CancellationToken cancellationToken)
    {
        var preview = await invocation.Engine.PreviewMigrationAsync(container, request, cancellationToken);
        await invocation.Out.WriteLineAsync(MigrationText.Preview(preview));
        await invocation.Out.FlushAsync(cancellationToken);
        foreach (var blocker in preview.Blockers.SkipLast(1))
        {
            await invocation.Error.WriteLineAsync("Error: " + blocker);
        }

        return preview.Blockers is [.., var last] ? throw new GantryException(ErrorCode.Invalid, last) : null;
    }

    /// <summary>The request that the words make; a seam for tests.</summary>
    public MigrationRequest ToRequest(Invocation invocation)
    {
        if (invocation.Get(_tcpEstablished) && invocation.Get(_tcpClose))
        {
            throw new UsageException("--tcp-established and --tcp-close cannot be used together");
        }

        if (invocation.Get(_rounds) > MaxRounds)
        {
            throw new UsageException($"--rounds takes at most {MaxRounds}");
        }

        if (invocation.Get(_bandwidth) <= 0)
        {
            throw new UsageException("--bandwidth takes a number of bytes above 0");
        }

        // Read here for its mistakes; the target reads it once more.
        VolumePolicies.Parse(invocation.Get(_volumePolicies));
        var request = new MigrationRequest
        {
            Host = invocation.Arguments[^1],
            Transport = invocation.Get(_transport),
            Compression = invocation.Get(_compress) is { } words && words != Auto ? ArchiveCompression.Parse(words) : null,
            Include = (invocation.Get(_tcpEstablished) ? KernelState.TcpEstablished : KernelState.None)
                | (invocation.Get(_tcpClose) ? KernelState.TcpClose : KernelState.None),
            VolumePolicies = invocation.Get(_volumePolicies),
            Rounds = (int)invocation.Get(_rounds)!.Value,
            MaxDowntime = GoDuration.Parse(invocation.Get(_maxDowntime)!),
            BytesPerSecond = invocation.Get(_bandwidth),
            KeepSource = invocation.Get(_keepSource),
            PostCopy = invocation.Get(_postCopy),
        };
        return _target.Apply(invocation, request);
    }
}
