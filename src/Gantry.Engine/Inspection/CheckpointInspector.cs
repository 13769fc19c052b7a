using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Preflight;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Inspection;

/// <summary>Reads checkpoints without restoring them, from wherever they are, into one kind of report.</summary>
internal sealed class CheckpointInspector(CheckpointServices services, ImportPreviewer previewer, CheckpointEntries entries)
{
    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>: there is none.
    /// <see cref="ErrorCode.Invalid"/>: damaged, or no checkpoint. <see cref="ErrorCode.Incompatible"/>: of a later version.
    /// </exception>
    public async Task<CheckpointReport> InspectAsync(InspectionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Source)
        {
            case CheckpointSource.FromArchive(var archive, var name, var bytes):
                return await InspectArchiveAsync(
                    request, archive, new ReportSource { Name = name, Kind = SourceKind.Archive, Engine = "", Bytes = bytes }, cancellationToken);
            case CheckpointSource.FromImage(var name):
                var image = services.Images.Resolve(name);
                await using (var layer = services.Images.OpenCheckpoint(image))
                {
                    return await InspectArchiveAsync(
                        request, layer, new ReportSource { Name = name, Kind = SourceKind.Image, Engine = "", Bytes = layer.Length }, cancellationToken);
                }

            case CheckpointSource.FromContainer(var name):
                return await InspectContainerAsync(request, name, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(request), request.Source, null);
        }
    }

    private async Task<CheckpointReport> InspectArchiveAsync(
        InspectionRequest request, Stream archive, ReportSource source, CancellationToken cancellationToken)
    {
        var magic = new byte[ArchiveStreams.LongestMagic];
        var count = await archive.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        await using var reader = new CheckpointArchiveReader(
            new PrefixedStream(magic.AsMemory(0, count), archive), source.Name, DecompressionTool.Open)
        {
            // All of the memory would have to be read for that: "checkpoint verify" does.
            ComparesDigests = false,
        };
        var contents = new ContentsReader(source.Name, request.ShowSecrets);
        await foreach (var entry in reader.ReadEntriesAsync(cancellationToken))
        {
            var isIdentified = contents is { ConfigDump: not null, SpecDump: not null };
            if (request.Depth == InspectionDepth.Identity && isIdentified && !ContentsReader.IsIdentity(entry.Name))
            {
                break;
            }

            if (entry.Header.Type == TarEntryType.RegularFile)
            {
                await contents.TakeAsync(
                    new CheckpointEntry(entry.Name, entry.Header.Size, entry.Header.Modified.ToDateTimeOffset(), entry.Content),
                    cancellationToken);
            }
        }

        var (container, engine) = contents.Identify();
        var manifest = reader.Verification?.Manifest;
        return new CheckpointReport
        {
            Source = source with { Engine = manifest?.Engine ?? engine, Compression = ArchiveStreams.Detect(magic) ?? "none" },
            Container = manifest is null ? container : container with { Checkpointed = manifest.Created },
            Contents = reader.Verification is { } verification
                ? contents.Report(verification.HasManifest) with { Digests = DigestsOf(manifest) }
                : null,
            Restore = await OutlookAsync(source.Name, contents, cancellationToken),
        };
    }

    private static Dictionary<string, string> DigestsOf(ArchiveManifest? manifest) =>
        (manifest?.Entries ?? []).ToDictionary(entry => entry.Name, entry => entry.Sha256, StringComparer.Ordinal);

    private async Task<CheckpointReport> InspectContainerAsync(
        InspectionRequest request, string name, CancellationToken cancellationToken)
    {
        var contents = new ContentsReader(name, request.ShowSecrets);
        await foreach (var entry in entries.Local(name).ReadEntriesAsync(cancellationToken))
        {
            await contents.TakeAsync(entry, cancellationToken);
        }

        return new CheckpointReport
        {
            Source = new ReportSource { Name = name, Kind = SourceKind.Container, Engine = ArchiveManifest.EngineName },
            Container = contents.Identify().Container,
            Contents = contents.Report(hasList: false),
            Restore = await OutlookHereAsync(services.Context.Containers.Resolve(name).Spec.Runtime, cancellationToken),
        };
    }

    private async Task<RestoreOutlook> OutlookAsync(
        string archiveName, ContentsReader contents, CancellationToken cancellationToken)
    {
        try
        {
            var definition = DefinitionReader.Read(archiveName, contents.ConfigDump, contents.SpecDump) with
            {
                Origin = contents.Origin,
            };
            var blockers = await previewer.FindBlockersAsync(
                definition, new ImportRequest { Archive = Stream.Null, ArchiveName = archiveName }, cancellationToken);
            return new RestoreOutlook(blockers.Count == 0, blockers);
        }
        catch (GantryException e)
        {
            return new RestoreOutlook(false, [e.Message]);
        }
    }

    // In place: name, id, volumes and image are the container's own.
    private async Task<RestoreOutlook> OutlookHereAsync(string runtime, CancellationToken cancellationToken)
    {
        try
        {
            await services.RequireCriuAsync(services.Context.Runtimes.Get(runtime), cancellationToken);
            return new RestoreOutlook(true, []);
        }
        catch (GantryException e)
        {
            return new RestoreOutlook(false, [e.Message]);
        }
    }
}
