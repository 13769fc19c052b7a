using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>Looks for all that stands in the way of a migration on the target, while the container still runs.</summary>
internal sealed class TargetPreflight(MigrationServices services)
{
    // What an import keeps free.
    private const long SpareBytes = 16 * 1024 * 1024;

    /// <summary>Judges an offer; the container's definition is in the archive of the request.</summary>
    public async Task<MigrationMessage.Accepted> JudgeAsync(
        MigrationMessage.Offer offer, ImportRequest definition, CancellationToken cancellationToken)
    {
        var preview = await services.Previewer.PreviewDefinitionAsync(definition, cancellationToken);
        List<string> blockers = [.. preview.Blockers, .. Space(offer)];
        if (offer.Architecture != Machine.Architecture)
        {
            blockers.Add($"this host is {Machine.Architecture} and the source {offer.Architecture}: choose a host like the source");
        }

        var criu = await services.Criu.VersionAsync(cancellationToken);
        if (criu < offer.CriuVersion)
        {
            blockers.Add($"CRIU here is version {criu}, older than the source's {offer.CriuVersion}: run eng/setup.sh on this host");
        }

        if (await services.Criu.ComplainOfProcessorAsync(
            services.Context.Layout.Temporary, offer.Processor, cancellationToken) is { } complaint)
        {
            blockers.Add($"the processor here lacks what the source's has: {complaint}; choose a host with the same or a newer one");
        }

        return new MigrationMessage.Accepted(MigrationMessage.Version, ArchiveManifest.EngineName)
        {
            Blockers = blockers,
            NeedsImage = preview.IsImagePulled,
        };
    }

    private IEnumerable<string> Space(MigrationMessage.Offer offer)
    {
        var free = Filesystem.Space(services.Context.Layout.Root).FreeBytes - SpareBytes;
        if (free < offer.MemoryBytes + offer.FileBytes)
        {
            yield return
                $"the container needs {offer.MemoryBytes + offer.FileBytes} bytes below {services.Context.Layout.Root} here, where "
                + $"{Math.Max(free, 0)} are free: free space, or use another --root";
        }

        if (Machine.AvailableMemoryBytes < offer.MemoryBytes)
        {
            yield return
                $"the container has {offer.MemoryBytes} bytes in memory, and {Machine.AvailableMemoryBytes} are available here: "
                + "choose another host, or end something here";
        }
    }
}
