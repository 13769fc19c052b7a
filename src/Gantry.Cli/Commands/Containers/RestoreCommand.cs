using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container restore</c>.</summary>
internal sealed class RestoreCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _latest;
    private readonly Option<string?> _import;
    private readonly Option<string?> _importPrevious;
    private readonly Option<string?> _name;
    private readonly Option<bool> _keep;
    private readonly Option<bool> _tcpEstablished;
    private readonly Option<bool> _tcpClose;
    private readonly Option<bool> _fileLocks;
    private readonly Option<bool> _ignoreRootFileSystem;
    private readonly Option<bool> _ignoreVolumes;
    private readonly Option<bool> _ignoreStaticIp;
    private readonly Option<bool> _ignoreStaticMac;
    private readonly Option<IReadOnlyList<string>> _publish;
    private readonly Option<string?> _pod;
    private readonly Option<bool> _printStatistics;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public RestoreCommand()
        : base(
            "restore",
            "Restore one or more containers from a checkpoint",
            "[options] CONTAINER [CONTAINER...]",
            Positionals.Any)
    {
        Details =
            """
            Lets containers go on where their checkpoint was made. With --import the container is created from an
            archive: its volumes must not exist yet (or --ignore-volumes), its name and id must be free (or --name),
            and its image is pulled if it is missing. All of that is checked first; if anything fails nothing of it
            remains.
            """;
        Examples =
        [
            "container restore web",
            "container restore --import web.tar.zst",
            "container restore -i web.tar.zst --name web2 --ignore-volumes",
        ];
        Completes = CompletionKind.Containers;
        _all = Add(Flag.Switch("all", "a", "Restore all exited containers"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _import = Add(Flag.Text("import", "i", "Restore from an archive: a file, or - for standard input"));
        _importPrevious = Add(Flag.Text("import-previous", null, "Archive of a --pre-checkpoint (not available yet)"));
        _name = Add(Flag.Text("name", "n", "New name for the container, which gets a new id too (only with --import)"));
        _keep = Add(Flag.Switch("keep", "k", "Keep the checkpoint and CRIU's logs"));
        _tcpEstablished = Add(Flag.Switch("tcp-established", null, "Restore established TCP connections"));
        _tcpClose = Add(Flag.Switch("tcp-close", null, "Restore established TCP connections closed"));
        _fileLocks = Add(Flag.Switch("file-locks", null, "Restore file locks"));
        _ignoreRootFileSystem = Add(
            Flag.Switch("ignore-rootfs", null, "Do not apply changes of the root file system (only with --import)"));
        _ignoreVolumes = Add(
            Flag.Switch("ignore-volumes", null, "Use existing volumes as they are (only with --import)"));
        _ignoreStaticIp = Add(Flag.Switch("ignore-static-ip", null, "Give up the IP addresses of the checkpoint, fixed ones too"));
        _ignoreStaticMac = Add(Flag.Switch("ignore-static-mac", null, "Give up the hardware addresses of the checkpoint, fixed ones too"));
        _publish = Add(Flag.List("publish", "p", "Publish these ports instead of the archive's (only with --import)"));
        _pod = Add(Flag.Text("pod", null, "Restore into a pod (not available yet)"));
        _printStatistics = Add(Flag.Switch("print-stats", null, "Print times and CRIU's numbers as JSON"));
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        CheckFirst(invocation);
        using var archive = OpenArchive(invocation);
        Check(invocation);
        var start = invocation.Context.Time.GetTimestamp();
        var results = new List<RestoreResult>();
        var code = archive is null
            ? await RestoreAsync(invocation, results, cancellationToken)
            : await ImportAsync(invocation, archive, results, cancellationToken);
        if (invocation.Get(_printStatistics))
        {
            invocation.Out.WriteLine(Json.Indented(
                RestoreStatistics.Of(invocation.Context.Time.GetElapsedTime(start), results), 4));
        }

        return code;
    }

    /// <summary>The options that the words make; a seam for tests.</summary>
    public RestoreRequest ToRequest(Invocation invocation) => new()
    {
        Exclude = (invocation.Get(_ignoreRootFileSystem) ? CheckpointParts.RootFileSystem : CheckpointParts.None)
            | (invocation.Get(_ignoreVolumes) ? CheckpointParts.Volumes : CheckpointParts.None),
        Include = (invocation.Get(_tcpEstablished) ? KernelState.TcpEstablished : KernelState.None)
            | (invocation.Get(_fileLocks) ? KernelState.FileLocks : KernelState.None)
            | (invocation.Get(_tcpClose) ? KernelState.TcpClose : KernelState.None),
        Ignore = (invocation.Get(_ignoreStaticIp) ? NetworkIdentityParts.Addresses : NetworkIdentityParts.None)
            | (invocation.Get(_ignoreStaticMac) ? NetworkIdentityParts.Mac : NetworkIdentityParts.None),
        Keep = invocation.Get(_keep),
    };

    /// <summary>
    /// The checks that Podman makes before it reads the archive (checkpoint-spec, section 2, rows 1 and 2).
    /// </summary>
    private void CheckFirst(Invocation invocation)
    {
        Require(!invocation.Get(_all) || !invocation.Get(_latest), "--all and --latest cannot be used together");
        Require(!invocation.Get(_all) || invocation.Arguments.Count == 0, "no arguments are needed with --all");
    }

    /// <summary>The checks that follow (rows 8 to 15).</summary>
    public void Check(Invocation invocation)
    {
        var isImport = IsImport(invocation);
        var (all, latest) = (invocation.Get(_all), invocation.Get(_latest));
        var count = invocation.Arguments.Count;
        RequireImport(_importPrevious);
        RequireImport(_ignoreRootFileSystem);
        RequireImport(_ignoreVolumes);
        RequireImport(_name);
        RequireImport(_pod);
        Require(
            string.IsNullOrEmpty(invocation.Get(_name)) || !invocation.Get(_tcpEstablished),
            "--tcp-established cannot be used with --name");
        RequireImport(_publish);
        Require(!isImport || (!all && !latest), "cannot use --import with --all or --latest");
        Require(!isImport || count == 0, "cannot use --import with positional arguments");
        Require((!all && !latest) || count == 0, "--all or --latest and containers cannot be used together");
        Require(isImport || all || latest || count > 0, "you must provide at least one name or id");
        NotYet.Refuse(invocation, _importPrevious, "Pre-checkpoints");
        NotYet.Refuse(invocation, _pod, "Pods");

        void RequireImport(Option option) => Require(
            isImport || !IsSet(invocation, option), $"{option.Name} can only be used with image or --import");
    }

    private static bool IsSet(Invocation invocation, Option option) => option switch
    {
        Option<bool> flag => invocation.Get(flag),
        Option<string?> text => !string.IsNullOrEmpty(invocation.Get(text)),
        _ => invocation.IsGiven(option),
    };

    private bool IsImport(Invocation invocation) => !string.IsNullOrEmpty(invocation.Get(_import));

    private Stream? OpenArchive(Invocation invocation)
    {
        if (!IsImport(invocation))
        {
            return null;
        }

        var name = invocation.Get(_import)!;
        if (name == "-")
        {
            Require(
                !invocation.Context.Terminals.Input,
                "cannot read a checkpoint archive from a terminal: redirect standard input from a file or a pipe");
            return invocation.Context.OpenInput();
        }

        try
        {
            return new FileStream(
                invocation.Context.Resolve(name),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0,
                FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException
                ? "no such file or directory"
                : e.Message;
            throw new GantryException(
                ErrorCode.NotFound,
                $"failed extracting runtime information from {name}: failed to open checkpoint archive {name} for "
                + $"import: open {name}: {reason}",
                e);
        }
    }

    private async Task<int> ImportAsync(
        Invocation invocation, Stream archive, List<RestoreResult> results, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_import)!;
        var request = new ImportRequest
        {
            Archive = archive,
            ArchiveName = name == "-" ? "standard input" : name,
            Name = invocation.Get(_name) is { Length: > 0 } newName ? newName : null,
            Ports = invocation.IsGiven(_publish)
                ? [.. invocation.Get(_publish).Select(PortMapping.Parse)]
                : null,
            Runtime = invocation.TypedRuntime,
            Options = ToRequest(invocation),
        };
        using (var progress = _progress.Begin(invocation))
        {
            results.Add(await invocation.Engine.ImportAsync(request, progress, cancellationToken));
        }

        Report(invocation, results[^1], results[^1].Id.ToString());
        return ExitCodes.Success;
    }

    private async Task<int> RestoreAsync(
        Invocation invocation, List<RestoreResult> results, CancellationToken cancellationToken)
    {
        var request = ToRequest(invocation);
        return await invocation.ForEachAsync<SelectedContainer>(Select(invocation), async container =>
        {
            using (var progress = _progress.Begin(invocation))
            {
                results.Add(
                    await invocation.Engine.RestoreAsync(container.Reference, request, progress, cancellationToken));
            }

            Report(invocation, results[^1], container.Shown);
            return null;
        });
    }

    private IReadOnlyList<SelectedContainer> Select(Invocation invocation)
    {
        if (invocation.Get(_all))
        {
            return [.. invocation.Engine.ListContainers()
                .Where(container => ContainerFacts.HasExited(container.Status)).Select(SelectedContainer.Of)];
        }

        return invocation.Get(_latest)
            ? [SelectedContainer.Of(invocation.Engine.LatestContainer())]
            : [.. invocation.Arguments.Select(name => Known(invocation, name.TrimStart('/')))];
    }

    private static SelectedContainer Known(Invocation invocation, string name)
    {
        try
        {
            invocation.Engine.GetContainer(name);
            return new SelectedContainer(name, name);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            throw new GantryException(
                ErrorCode.NotFound,
                invocation.Engine.FindImage(name) is { } image
                    ? $"image is not a checkpoint: {image.Id.Hex}"
                    : $"no such container or image: {name}",
                e);
        }
    }

    private void Report(Invocation invocation, RestoreResult result, string shown)
    {
        invocation.Warn(result.Warnings);
        if (!invocation.Get(_printStatistics))
        {
            invocation.Out.WriteLine(shown);
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new UsageException(message);
        }
    }
}
