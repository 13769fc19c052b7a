using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Preflight;

/// <summary>Says what an import would do and all that stands in its way, having read the whole archive; changes nothing.</summary>
internal sealed class ImportPreviewer(CheckpointServices services, SystemChecks system)
{
    private readonly ImportRules _rules = new(services);

    /// <summary>Looks at an archive.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it says nothing of a container.</exception>
    public async Task<ImportPreview> PreviewAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        await using var reader = new CheckpointArchiveReader(request.Archive, request.ArchiveName, DecompressionTool.Open);
        await using var entries = reader.ReadEntriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var names = new HashSet<string>();
        var definition = await DefinitionEntries.ReadAsync(
            entries,
            entry =>
            {
                names.Add(entry.Name);
                return Task.CompletedTask;
            },
            request.ArchiveName,
            cancellationToken);
        var blockers = new List<GantryException>();
        var preview = await DescribeAsync(definition, request, blockers, cancellationToken);
        await TryHostAsync(blockers, cancellationToken);
        await ReadRestAsync(entries, names, blockers);
        blockers.AddRange(preview.Volumes
            .Where(volume => volume.Action != VolumeAction.Use && !names.Contains(EntryNames.VolumeEntry(volume.ArchivedName)))
            .Select(volume => ImportRules.MissingVolume(request.ArchiveName, volume.ArchivedName)));
        if (!names.Contains($"{EntryNames.Checkpoint}/inventory.img"))
        {
            blockers.Add(ImportRules.NoCheckpoint(request.ArchiveName));
        }

        return preview with { Blockers = [.. blockers.Select(blocker => blocker.Message)] };
    }

    /// <summary>What stands in the way of an import as far as the definition tells; the archive is not read.</summary>
    public async Task<IReadOnlyList<string>> FindBlockersAsync(
        ContainerDefinition definition, ImportRequest request, CancellationToken cancellationToken)
    {
        var blockers = new List<GantryException>();
        await DescribeAsync(definition, request, blockers, cancellationToken);
        return [.. blockers.Select(blocker => blocker.Message)];
    }

    /// <summary>
    /// Says what an import would do of which only the definition is here yet, and all that stands in its way as far as that
    /// is known by it.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it says nothing of a container.</exception>
    public async Task<ImportPreview> PreviewDefinitionAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        await using var reader = new CheckpointArchiveReader(request.Archive, request.ArchiveName, DecompressionTool.Open);
        await using var entries = reader.ReadEntriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var definition = await DefinitionEntries.ReadAsync(
            entries, _ => Task.CompletedTask, request.ArchiveName, cancellationToken);
        var blockers = new List<GantryException>();
        var preview = await DescribeAsync(definition, request, blockers, cancellationToken);
        await TryHostAsync(blockers, cancellationToken);
        await ReadRestAsync(entries, [], blockers);
        return preview with { Blockers = [.. blockers.Select(blocker => blocker.Message)] };
    }

    private async Task<ImportPreview> DescribeAsync(
        ContainerDefinition definition,
        ImportRequest request,
        List<GantryException> blockers,
        CancellationToken cancellationToken)
    {
        Collect(blockers, () => ImportRules.RequireIndependent(definition, request));
        var volumes = _rules.Volumes.Plan(definition, request, blockers);
        var binds = ImportBinds.Plan(definition.Spec, request.BindSources, blockers);
        _rules.Consent.Require(definition, request, blockers);
        Collect(blockers, () => _rules.CompleteNetworks(definition, request));
        var (id, name) = ImportRules.NameIt(definition, request);
        Collect(blockers, () => ImportRules.RequireFree(services.Context.Containers, id, name));
        var image = services.Images.Find(definition.Spec.ImageId.Hex) ?? services.Images.Find(definition.Spec.ImageName);
        if (image is not null)
        {
            Collect(blockers, () => ImportRules.RequireSame(image, definition.Spec));
        }

        try
        {
            await services.RequireCriuAsync(_rules.RequireRuntime(definition, request), cancellationToken);
        }
        catch (GantryException e)
        {
            blockers.Add(e);
        }

        return new ImportPreview
        {
            Id = id,
            Name = name,
            Image = definition.Spec.ImageName,
            IsImagePulled = image is null,
            Volumes = volumes,
            Binds = binds,
        };
    }

    // Trying takes longer than all rules together: not where only the definition is looked at.
    private async Task TryHostAsync(List<GantryException> blockers, CancellationToken cancellationToken)
    {
        try
        {
            services.Tools.Find("criu");
        }
        catch (GantryException)
        {
            // That there is none was found already.
            return;
        }

        blockers.AddRange((await system.RestoreBlockersAsync(cancellationToken))
            .Select(blocker => new GantryException(ErrorCode.Incompatible, blocker)));
    }

    private static void Collect(List<GantryException> blockers, Action rule)
    {
        try
        {
            rule();
        }
        catch (GantryException e)
        {
            blockers.Add(e);
        }
    }

    // Damage anywhere in the archive stands in the way too, and is known only at its end.
    private static async Task ReadRestAsync(
        IAsyncEnumerator<CheckpointArchiveEntry> entries, HashSet<string> names, List<GantryException> blockers)
    {
        try
        {
            while (await entries.MoveNextAsync())
            {
                names.Add(entries.Current.Name);
            }
        }
        catch (GantryException e)
        {
            blockers.Add(e);
        }
    }
}
