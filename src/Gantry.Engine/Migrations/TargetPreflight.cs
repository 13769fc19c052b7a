using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Preflight;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>Looks for all that stands in the way of a migration on the target, while the container still runs.</summary>
internal sealed class TargetPreflight(MigrationServices services)
{
    private readonly HostPreflight _host = new(services.Criu, services.Context.Layout);

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
                .. _host.Shortages(offer.MemoryBytes, offer.FileBytes),
                .. await _host.MismatchesAsync(offer.Architecture, offer.CriuVersion, offer.Processor, cancellationToken),
            ],
            NeedsImage = preview.IsImagePulled,
            PostCopyObstacle = offer.Requires.Contains(MigrationMessage.PostCopyAbility)
                && !await services.Criu.HasFeatureAsync(LazyPages.KernelFeature, cancellationToken)
                    ? "the kernel there lacks userfaultfd in the form that CRIU needs (criu check --feature uffd-noncoop)"
                    : null,
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
            Blockers = await _host.MismatchesAsync(probe.Architecture, probe.CriuVersion, probe.Processor, cancellationToken),
        });
}
