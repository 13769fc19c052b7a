using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Checkpoints;
using Gantry.Cli.Filtering;
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
    private readonly Option<IReadOnlyList<string>> _filters;
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
    private readonly ImportOptions _imports;
    private readonly ArchiveKeyOptions _key;
    private readonly SignersOption _signers;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public RestoreCommand()
        : base(
            "restore",
            "Restore one or more containers from a checkpoint",
            "[options] CONTAINER|IMAGE [CONTAINER|IMAGE...]",
            Positionals.Any)
    {
        Details =
            """
            Lets containers go on where their checkpoint was made. With --import the container is created from an
            archive, with the name of a checkpoint image from that image: its volumes must not exist yet (or --ignore-volumes), its name and id must be free (or --name),
            and its image is pulled if it is missing. All of that is checked first; if anything fails nothing of it
            remains. --volume-policy and --map say what to do with volumes that exist here and mounted paths that do
            not. What the container would have beyond others, such as mounts of this host, devices or capabilities, is
            listed and refused unless --allow names its kind; containers that were checkpointed here are known.
            --dry-run shows all of it and changes nothing.
            """;
        Examples =
        [
            "container restore web",
            "container restore --import web.tar.zst",
            "container restore -i web.tar.zst --name web2 --ignore-volumes",
            "container restore localhost/web-checkpoint",
            "container restore -i web.tar.zst --allow mounts,capabilities",
            "container restore -i web.age --identity key.txt",
            "container restore -i web.tar.zst --dry-run --volume-policy data=replace --map /srv/conf=/etc/web",
        ];
        Completes = CompletionKind.Containers;
        _all = Add(Flag.Switch("all", "a", "Restore all exited containers"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _filters = Add(Flag.Array("filter", null, "Act on the exited containers that meet conditions, KEY=VALUE"));
        _import = Add(Flag.Text("import", "i", "Restore from an archive: a file, or - for standard input"));
        _importPrevious = Add(Flag.Text("import-previous", null, "Archive of the --pre-checkpoint that the archive builds on"));
        _name = Add(Flag.Text("name", "n", "New name for the container, which gets a new id too (with --import or an image)"));
        _keep = Add(Flag.Switch("keep", "k", "Keep the checkpoint and CRIU's logs"));
        _tcpEstablished = Add(Flag.Switch("tcp-established", null, "Restore established TCP connections"));
        _tcpClose = Add(Flag.Switch("tcp-close", null, "Restore established TCP connections closed"));
        _fileLocks = Add(Flag.Switch("file-locks", null, "Restore file locks"));
        _ignoreRootFileSystem = Add(
            Flag.Switch("ignore-rootfs", null, "Do not apply changes of the root file system (with --import or an image)"));
        _ignoreVolumes = Add(
            Flag.Switch("ignore-volumes", null, "Use existing volumes as they are (with --import or an image)"));
        _ignoreStaticIp = Add(Flag.Switch("ignore-static-ip", null, "Give up the IP addresses of the checkpoint, fixed ones too"));
        _ignoreStaticMac = Add(Flag.Switch("ignore-static-mac", null, "Give up the hardware addresses of the checkpoint, fixed ones too"));
        _publish = Add(Flag.List("publish", "p", "Publish these ports instead of the archive's (with --import or an image)"));
        _pod = Add(Flag.Text("pod", null, "Pod to be in: its name or id (with --import or an image)"));
        _printStatistics = Add(Flag.Switch("print-stats", null, "Print times and CRIU's numbers as JSON"));
        _imports = AddGroup(new ImportOptions());
        _key = AddGroup(new ArchiveKeyOptions());
        _signers = AddGroup(new SignersOption());
        _progress = AddGroup(new ProgressOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        CheckFirst(invocation);
        await using var archive = IsImport(invocation) ? await OpenArchiveAsync(invocation, invocation.Get(_import)!, cancellationToken) : null;
        Check(invocation, AreImages(invocation));
        var start = invocation.Context.Time.GetTimestamp();
        var results = new List<RestoreResult>();
        var code = archive is null
            ? await RestoreAsync(invocation, results, cancellationToken)
            : await ImportAsync(invocation, archive, results, cancellationToken);
        if (invocation.Get(_printStatistics) && !_imports.IsDryRun(invocation))
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
    /// <param name="invocation">What was typed.</param>
    /// <param name="areImages">Whether the words are checkpoint images.</param>
    public void Check(Invocation invocation, bool areImages = false)
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
        Require(isImport || _key.Read(invocation) is null, "--identity and --passphrase-file can only be used with --import");
        Require(isImport || _signers.Read(invocation) is null, "--signers can only be used with --import");
        foreach (var option in _imports.Options)
        {
            RequireImport(option);
        }

        Require(!isImport || (!all && !latest), "cannot use --import with --all or --latest");
        Require(!isImport || count == 0, "cannot use --import with positional arguments");
        Require((!all && !latest) || count == 0, "--all or --latest and containers cannot be used together");
        var filtered = invocation.IsGiven(_filters);
        Require(isImport || all || latest || filtered || count > 0, "you must provide at least one name or id");
        Require(!filtered || (!isImport && count == 0), "--filter and containers cannot be used together");
        Require(
            string.IsNullOrEmpty(invocation.Get(_name)) || count <= 1,
            "--name can only be used with one checkpoint image");

        void RequireImport(Option option) => Require(
            isImport || areImages || !IsSet(invocation, option), $"{option.Name} can only be used with image or --import");
    }

    private static bool IsSet(Invocation invocation, Option option) => option switch
    {
        Option<bool> flag => invocation.Get(flag),
        Option<string?> text => !string.IsNullOrEmpty(invocation.Get(text)),
        _ => invocation.IsGiven(option),
    };

    private bool IsImport(Invocation invocation) => !string.IsNullOrEmpty(invocation.Get(_import));

    private async Task<Stream> OpenArchiveAsync(Invocation invocation, string name, CancellationToken cancellationToken)
    {
        if (_signers.Read(invocation) is { } signers)
        {
            Require(name != "-", "--signers needs a file: it is read once to check the signature beside it, and once to restore");
            var signed = await Engine.Engine.OpenSignedArchiveAsync(invocation.Context.Resolve(name), signers, cancellationToken);
            return CheckpointArgument.Decrypted(signed.Archive, name, _key.Read(invocation));
        }

        if (name == "-")
        {
            Require(
                !invocation.Context.Terminals.Input,
                "cannot read a checkpoint archive from a terminal: redirect standard input from a file or a pipe");
            return CheckpointArgument.Decrypted(
                invocation.Context.OpenInput(), "standard input", _key.Read(invocation));
        }

        try
        {
            var file = new FileStream(
                invocation.Context.Resolve(name),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0,
                FileOptions.SequentialScan);
            return CheckpointArgument.Decrypted(file, name, _key.Read(invocation));
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
        await using var previous = await OpenPreviousAsync(invocation, cancellationToken);
        var request = ToImportRequest(invocation, archive, name == "-" ? "standard input" : name);
        await ImportAsync(invocation, request with { Previous = Named(invocation, previous) }, results, cancellationToken);
        return ExitCodes.Success;
    }

    private async Task ImportAsync(
        Invocation invocation, ImportRequest request, List<RestoreResult> results, CancellationToken cancellationToken)
    {
        if (_imports.IsDryRun(invocation))
        {
            await PreviewAsync(invocation, request, cancellationToken);
            return;
        }

        using (var progress = _progress.Begin(invocation))
        {
            results.Add(await invocation.Engine.ImportAsync(request, progress, cancellationToken));
        }

        Report(invocation, results[^1], results[^1].Id.ToString());
    }

    private static async Task PreviewAsync(
        Invocation invocation, ImportRequest request, CancellationToken cancellationToken)
    {
        var preview = await invocation.Engine.PreviewImportAsync(request, cancellationToken);
        foreach (var line in ImportPreviewText.Lines(preview))
        {
            await invocation.Out.WriteLineAsync(line);
        }

        await invocation.Out.FlushAsync(cancellationToken);
        foreach (var blocker in preview.Blockers.SkipLast(1))
        {
            await invocation.Error.WriteLineAsync("Error: " + blocker);
        }

        if (preview.Blockers is [.., var last])
        {
            throw new GantryException(ErrorCode.Invalid, last);
        }
    }

    private ImportRequest ToImportRequest(Invocation invocation, Stream archive, string archiveName) => _imports.Apply(
        invocation,
        new ImportRequest
        {
            Archive = archive,
            ArchiveName = archiveName,
            Name = invocation.Get(_name) is { Length: > 0 } newName ? newName : null,
            Pod = invocation.Get(_pod) is { Length: > 0 } pod ? pod : null,
            Ports = invocation.IsGiven(_publish)
                ? [.. invocation.Get(_publish).Select(PortMapping.Parse)]
                : null,
            Runtime = invocation.TypedRuntime,
            Options = ToRequest(invocation),
        });

    private async Task<int> RestoreAsync(
        Invocation invocation, List<RestoreResult> results, CancellationToken cancellationToken)
    {
        var request = ToRequest(invocation);
        return await invocation.ForEachAsync<RestoreSource>(Select(invocation), async source =>
        {
            switch (source)
            {
                case RestoreSource.FromContainer(var container):
                    using (var progress = _progress.Begin(invocation))
                    {
                        results.Add(await invocation.Engine.RestoreAsync(
                            container.Reference, request, progress, cancellationToken));
                    }

                    Report(invocation, results[^1], container.Shown);
                    break;
                case RestoreSource.FromImage(var name):
                    await ImportImageAsync(invocation, name, results, cancellationToken);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(source), source, null);
            }

            return null;
        });
    }

    private async Task ImportImageAsync(
        Invocation invocation, string name, List<RestoreResult> results, CancellationToken cancellationToken)
    {
        try
        {
            await using var layer = invocation.Engine.OpenCheckpointImage(name);
            await using var previous = await OpenPreviousAsync(invocation, cancellationToken);
            var request = ToImportRequest(invocation, layer, name) with
            {
                FromImage = true,
                Previous = Named(invocation, previous),
            };
            await ImportAsync(invocation, request, results, cancellationToken);
        }
        catch (GantryException e)
        {
            throw new GantryException(
                e.Code, $"unable to import checkpoint from image: \"{name}\": {e.Message}", e)
            {
                UndoFailures = e.UndoFailures,
            };
        }
    }

    private async Task<Stream?> OpenPreviousAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Get(_importPrevious) is { Length: > 0 } name ? await OpenArchiveAsync(invocation, name, cancellationToken) : null;

    private (Stream Archive, string Name)? Named(Invocation invocation, Stream? previous) =>
        previous is null ? null : (previous, invocation.Get(_importPrevious)!);

    /// <summary>
    /// Whether the words are checkpoint images: none names a container, all name images, and each holds a checkpoint.
    /// </summary>
    /// <exception cref="GantryException">An image holds no checkpoint, or one of another runtime.</exception>
    private bool AreImages(Invocation invocation)
    {
        var isOther = IsImport(invocation)
            || invocation.Get(_all) || invocation.Get(_latest) || invocation.IsGiven(_filters);
        if (isOther
            || invocation.Arguments.Count == 0
            || invocation.Arguments.Any(name => IsContainer(invocation, name))
            || invocation.Arguments.Any(name => invocation.Engine.FindImage(name) is null))
        {
            return false;
        }

        foreach (var name in invocation.Arguments)
        {
            invocation.Engine.RequireCheckpointImage(name);
        }

        return true;
    }

    private IReadOnlyList<RestoreSource> Select(Invocation invocation)
    {
        if (invocation.Get(_all) || invocation.IsGiven(_filters))
        {
            var filter = ContainerFilter.Parse(invocation.Get(_filters), invocation.Engine, invocation.Context.Time);
            return [.. invocation.Engine.ListContainers()
                .Where(container => ContainerFacts.HasExited(container.Status) && !container.Spec.IsInfra
                    && filter.Matches(container))
                .Select(container => new RestoreSource.FromContainer(SelectedContainer.Of(container)))];
        }

        return invocation.Get(_latest)
            ? [new RestoreSource.FromContainer(SelectedContainer.Of(invocation.Engine.LatestContainer()))]
            : [.. invocation.Arguments.Select(name => Known(invocation, name.TrimStart('/')))];
    }

    // A name that is unknown stops the command before anything is restored.
    private static RestoreSource Known(Invocation invocation, string name)
    {
        if (IsContainer(invocation, name))
        {
            return new RestoreSource.FromContainer(new SelectedContainer(name, name));
        }

        return invocation.Engine.FindImage(name) is not null
            ? new RestoreSource.FromImage(name)
            : throw new GantryException(ErrorCode.NotFound, $"no such container or image: {name}");
    }

    private static bool IsContainer(Invocation invocation, string name)
    {
        try
        {
            invocation.Engine.GetContainer(name.TrimStart('/'));
            return true;
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return false;
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
