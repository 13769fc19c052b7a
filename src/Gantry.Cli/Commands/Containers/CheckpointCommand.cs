using System.CommandLine;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container checkpoint</c>.</summary>
internal sealed class CheckpointCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _latest;
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<string?> _export;
    private readonly Option<string?> _compress;
    private readonly Option<string?> _createImage;
    private readonly Option<bool> _ignoreRootFileSystem;
    private readonly Option<bool> _ignoreVolumes;
    private readonly Option<bool> _keep;
    private readonly Option<bool> _leaveRunning;
    private readonly Option<bool> _tcpEstablished;
    private readonly Option<bool> _fileLocks;
    private readonly Option<bool> _preCheckpoint;
    private readonly Option<bool> _withPrevious;
    private readonly Option<bool> _printStatistics;
    private readonly EncryptionOptions _encryption;
    private readonly Option<string?> _sign;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public CheckpointCommand()
        : base(
            "checkpoint",
            "Checkpoint one or more running containers",
            "[options] CONTAINER [CONTAINER...]",
            Positionals.Any)
    {
        Details =
            """
            Writes the processes of containers to disk: memory, changed files, /dev/shm and named volumes. With
            --export all of it becomes one archive that another host restores, with --create-image an image. --encrypt
            and --passphrase-file encrypt the archive in the form of age, which holds the memory and its secrets. Whatever
            fails leaves the container running as it was.
            """;
        Examples =
        [
            "container checkpoint web",
            "container checkpoint --export web.tar.zst --print-stats web",
            "container checkpoint --export web.age --encrypt age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p web",
            "container checkpoint --create-image web-checkpoint web",
            "container checkpoint --leave-running --compress none -e - web | ssh b gantry container restore -i -",
        ];
        Completes = CompletionKind.Containers;
        _all = Add(Flag.Switch("all", "a", "Checkpoint all running containers"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _filters = Add(Flag.Array("filter", null, "Act on the running containers that meet conditions, KEY=VALUE"));
        _export = Add(Flag.Text("export", "e", "Write an archive to a file, or - for standard output"));
        _compress = Add(Flag.Text("compress", "c", "Compression of the archive: zstd[:LEVEL][:long], lz4, gzip[:LEVEL], none", "zstd"));
        _createImage = Add(Flag.Text("create-image", null, "Store the checkpoint as an image of this name"));
        _ignoreRootFileSystem = Add(
            Flag.Switch("ignore-rootfs", null, "Leave changes of the root file system out of the archive"));
        _ignoreVolumes = Add(Flag.Switch("ignore-volumes", null, "Leave volumes out of the archive"));
        _keep = Add(Flag.Switch("keep", "k", "Keep CRIU's log and statistics"));
        _leaveRunning = Add(Flag.Switch("leave-running", "R", "Let the container go on after the checkpoint"));
        _tcpEstablished = Add(Flag.Switch("tcp-established", null, "Checkpoint established TCP connections too"));
        _fileLocks = Add(Flag.Switch("file-locks", null, "Checkpoint file locks too"));
        _preCheckpoint = Add(
            Flag.Switch("pre-checkpoint", "P", "Dump memory only, and let the container go on; needs a kernel with memory tracking"));
        _withPrevious = Add(
            Flag.Switch("with-previous", null, "Dump only the memory that changed since --pre-checkpoint"));
        _printStatistics = Add(Flag.Switch("print-stats", null, "Print times and CRIU's numbers as JSON"));
        _encryption = AddGroup(new EncryptionOptions("encrypt"));
        _sign = Add(Flag.Text("sign", null, "Sign the archive with this key of OpenSSH, into FILE.sig", valueName: "key"));
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = ToRequest(invocation);
        if (request.Memory != CheckpointMemory.All)
        {
            await invocation.Engine.RequireMemoryTrackingAsync(cancellationToken);
        }

        var containers = Select(invocation);
        RequireOneArchive(invocation, containers);
        var start = invocation.Context.Time.GetTimestamp();
        var results = new List<CheckpointResult>();
        var code = await invocation.ForEachAsync<SelectedContainer>(containers, async container =>
        {
            var result = await CheckpointAsync(invocation, container, request, cancellationToken);
            results.Add(result);
            return invocation.Get(_printStatistics) || ToStandardOutput(invocation) ? null : container.Shown;
        });
        if (invocation.Get(_printStatistics))
        {
            WriteStatistics(
                invocation, CheckpointStatistics.Of(invocation.Context.Time.GetElapsedTime(start), results));
        }

        return code;
    }

    /// <summary>The request that the words make, checked in Podman's order; a seam for tests.</summary>
    public CheckpointRequest ToRequest(Invocation invocation)
    {
        CheckSelection(invocation);
        var isExport = !string.IsNullOrEmpty(invocation.Get(_export));
        Require(!invocation.IsGiven(_compress) || isExport, "--compress can only be used with --export");
        var compression = ArchiveCompression.Parse(invocation.Get(_compress)!);
        var encryption = _encryption.Read(invocation);
        Require(encryption is null || isExport, "--encrypt and --passphrase-file can only be used with --export");
        Require(
            string.IsNullOrEmpty(invocation.Get(_sign)) || (isExport && !ToStandardOutput(invocation)),
            "--sign can only be used with --export FILE: the signature is written beside it");
        Require(!invocation.Get(_ignoreRootFileSystem) || isExport, "--ignore-rootfs can only be used with --export");
        Require(!invocation.Get(_ignoreVolumes) || isExport, "--ignore-volumes can only be used with --export");
        Require(
            !invocation.Get(_withPrevious) || !invocation.Get(_preCheckpoint),
            "--with-previous can not be used with --pre-checkpoint");
        Require(
            !isExport || string.IsNullOrEmpty(invocation.Get(_createImage)),
            "--create-image can not be used with --export");
        return new CheckpointRequest
        {
            Target = Target(invocation, compression, encryption),
            After = invocation.Get(_leaveRunning) ? AfterCheckpoint.LeaveRunning : AfterCheckpoint.Stop,
            Exclude = (invocation.Get(_ignoreRootFileSystem) ? CheckpointParts.RootFileSystem : CheckpointParts.None)
                | (invocation.Get(_ignoreVolumes) ? CheckpointParts.Volumes : CheckpointParts.None),
            Include = (invocation.Get(_tcpEstablished) ? KernelState.TcpEstablished : KernelState.None)
                | (invocation.Get(_fileLocks) ? KernelState.FileLocks : KernelState.None),
            Memory = (invocation.Get(_preCheckpoint), invocation.Get(_withPrevious)) switch
            {
                (true, _) => CheckpointMemory.Ahead,
                (_, true) => CheckpointMemory.ChangesSince,
                _ => CheckpointMemory.All,
            },
            Keep = invocation.Get(_keep),
        };
    }

    private void CheckSelection(Invocation invocation)
    {
        var (all, latest, named) = (invocation.Get(_all), invocation.Get(_latest), invocation.Arguments.Count > 0);
        Require(!all || !latest, "--all and --latest cannot be used together");
        Require(!all || !named, "no arguments are needed with --all");
        Require(!latest || !named, "--latest and containers cannot be used together");
        Require(all || latest || named || invocation.IsGiven(_filters), "you must provide at least one name or id");
        Require(!named || !invocation.IsGiven(_filters), "--filter and containers cannot be used together");
    }

    private IReadOnlyList<SelectedContainer> Select(Invocation invocation)
    {
        if (invocation.Get(_all) || invocation.IsGiven(_filters))
        {
            var filter = ContainerFilter.Parse(invocation.Get(_filters), invocation.Engine, invocation.Context.Time);
            return [.. invocation.Engine.ListContainers()
                .Where(container => container.Status.State == ContainerState.Running && !container.Spec.IsInfra
                    && filter.Matches(container))
                .Select(SelectedContainer.Of)];
        }

        if (invocation.Get(_latest))
        {
            return [SelectedContainer.Of(invocation.Engine.LatestContainer())];
        }

        // A name that is unknown stops the command before any dump.
        return [.. invocation.Arguments.Select(name => Known(invocation, name.TrimStart('/')))];
    }

    private static SelectedContainer Known(Invocation invocation, string name)
    {
        invocation.Engine.GetContainer(name);
        return new SelectedContainer(name, name);
    }

    private void RequireOneArchive(Invocation invocation, IReadOnlyList<SelectedContainer> containers)
    {
        Require(
            containers.Count < 2 || string.IsNullOrEmpty(invocation.Get(_export)),
            "--export takes one container: each archive holds one");
        Require(
            containers.Count < 2 || string.IsNullOrEmpty(invocation.Get(_createImage)),
            "--create-image takes one container: each image holds one");
    }

    private async Task<CheckpointResult> CheckpointAsync(
        Invocation invocation,
        SelectedContainer container,
        CheckpointRequest request,
        CancellationToken cancellationToken)
    {
        using var progress = _progress.Begin(invocation);
        return await invocation.Engine.CheckpointAsync(container.Reference, request, progress, cancellationToken);
    }

    private bool ToStandardOutput(Invocation invocation) => invocation.Get(_export) == "-";

    private CheckpointTarget Target(
        Invocation invocation, ArchiveCompression compression, ArchiveEncryption? encryption)
    {
        if (string.IsNullOrEmpty(invocation.Get(_export)))
        {
            return invocation.Get(_createImage) is { Length: > 0 } image
                ? new CheckpointTarget.ToImage(image)
                : new CheckpointTarget.Local();
        }

        if (!ToStandardOutput(invocation))
        {
            return new CheckpointTarget.ToFile(invocation.Context.Resolve(invocation.Get(_export)!), compression)
            {
                Encryption = encryption,
                SigningKey = invocation.Get(_sign) is { Length: > 0 } key ? invocation.Context.Resolve(key) : null,
            };
        }

        Require(
            !invocation.Context.Terminals.Output,
            "cannot write a checkpoint archive to a terminal: redirect standard output to a file or a pipe");
        return new CheckpointTarget.ToStream(invocation.Context.OpenOutput(), compression) { Encryption = encryption };
    }

    /// <summary>Where the archive goes to standard output, the numbers go to standard error.</summary>
    private void WriteStatistics(Invocation invocation, JsonNode statistics)
    {
        var writer = ToStandardOutput(invocation) ? invocation.Error : invocation.Out;
        writer.WriteLine(Json.Indented(statistics, 4));
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new UsageException(message);
        }
    }
}
