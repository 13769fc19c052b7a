using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;
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
        return new MigrationMessage.Accepted(MigrationMessage.Version, ArchiveManifest.EngineName)
        {
            Blockers =
            [
                .. preview.Blockers,
                .. Space(offer),
                .. await JudgeHostAsync(offer.Architecture, offer.CriuVersion, offer.Processor, cancellationToken),
            ],
            NeedsImage = preview.IsImagePulled,
        };
    }

    /// <summary>What this host is, and whether any container of the source could run here.</summary>
    public async Task<MigrationMessage.Facts> DescribeAsync(
        MigrationMessage.Probe probe, CancellationToken cancellationToken) => new(new TargetFacts
        {
            Hostname = Machine.Hostname,
            Engine = ArchiveManifest.EngineName,
            CriuVersion = await services.Criu.VersionAsync(cancellationToken),
            AvailableMemoryBytes = Machine.AvailableMemoryBytes,
            FreeBytes = Filesystem.Space(services.Context.Layout.Root).FreeBytes,
            Blockers = await JudgeHostAsync(probe.Architecture, probe.CriuVersion, probe.Processor, cancellationToken),
        });

    private async Task<IReadOnlyList<string>> JudgeHostAsync(
        string architecture, int criuVersion, byte[] processor, CancellationToken cancellationToken)
    {
        List<string> blockers = [];
        if (architecture != Machine.Architecture)
        {
            blockers.Add($"this host is {Machine.Architecture} and the source {architecture}: choose a host like the source");
        }

        var criu = await services.Criu.VersionAsync(cancellationToken);
        if (criu < criuVersion)
        {
            blockers.Add($"CRIU here is version {criu}, older than the source's {criuVersion}: run eng/setup.sh on this host");
        }

        if (await services.Criu.ComplainOfProcessorAsync(
            services.Context.Layout.Temporary, processor, cancellationToken) is { } complaint)
        {
            blockers.Add($"the processor here lacks what the source's has: {complaint}; choose a host with the same or a newer one");
        }

        return blockers;
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
