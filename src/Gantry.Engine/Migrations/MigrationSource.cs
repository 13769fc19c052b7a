using System.Diagnostics;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Preflight;
using Gantry.Engine.State;

namespace Gantry.Engine.Migrations;

/// <summary>Moves a running container to another host. Until the target holds it whole, whatever fails leaves it running here.</summary>
internal sealed class MigrationSource(MigrationServices services)
{
    private const uint ArchiveStream = 1;
    private const uint ImageStream = 3;
    private const uint PagesStream = 4;

    private readonly SourcePreflight _preflight = new(services);

    /// <summary>Says what would be sent and what stands in the way on either host; changes nothing.</summary>
    /// <exception cref="GantryException">The target cannot be reached, or is too old.</exception>
    public async Task<MigrationPreview> PreviewAsync(
        Container container, MigrationRequest request, CancellationToken cancellationToken)
    {
        await using var connection = MigrationConnection.Open(services.Ssh, request.Host, request.Transport);
        var offer = await _preflight.OfferAsync(Begin(container, request), container, request, cancellationToken);
        var answer = await OfferAsync(connection.Link, offer with { IsPreview = true }, container, cancellationToken);
        return new MigrationPreview
        {
            ContainerName = container.Name,
            Host = request.Host,
            MemoryBytes = offer.MemoryBytes,
            FileBytes = offer.FileBytes,
            IsImageSent = answer.NeedsImage && request.Image != ImageTransfer.Pull,
            Blockers =
            [
                .. ContainerPreflight.Blockers(container, request.Include),
                .. answer.Blockers.Select(blocker => $"{request.Host}: {blocker}"),
            ],
        };
    }

    /// <summary>Moves a container.</summary>
    /// <exception cref="GantryException">
    /// What the target refuses; what a checkpoint throws; <see cref="ErrorCode.NeedsRecovery"/>: it is the target's, which
    /// has not said that it runs. In all other cases it runs on here.
    /// </exception>
    public async Task<MigrationResult> MigrateAsync(
        LockedContainer locked,
        Container container,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var migration = Begin(container, request);
        services.Context.Migrations.Insert(migration);
        MigrationLink? link = null;
        try
        {
            await using var connection = MigrationConnection.Open(services.Ssh, request.Host, request.Transport);
            link = connection.Link;
            progress?.Report(new OperationProgress("offering", 0, null));
            var (imageBytes, obstacle) = await PrepareAsync(
                connection.Link, migration, container, request, progress, cancellationToken);
            var compression = await ChooseCompressionAsync(link, container, request, progress, cancellationToken);
            var rounds = new FileRounds(services, compression.Taken);
            var sent = await rounds.SendAsync(connection.Link, container, request, progress, cancellationToken);
            var (handOver, checkpoint) = await SendAsync(
                connection.Link,
                locked,
                (migration, container, sent, compression.Taken, request.PostCopy && obstacle is null),
                request,
                progress,
                cancellationToken);
            await MigrationResolver.FinishAsync(connection.Link, CancellationToken.None);
            services.Context.Migrations.Delete(migration.Id);
            return new MigrationResult
            {
                Id = migration.Id,
                ContainerId = handOver.Answer!.ContainerId,
                ContainerName = request.Name ?? container.Name,
                KeptAs = services.Context.Containers.Find(container.Id)?.Name,
                Host = migration.Host,
                Total = Stopwatch.GetElapsedTime(started),
                Downtime = Describe(handOver, checkpoint),
                MemoryComing = handOver.MemoryComing,
                ArchiveBytes = checkpoint.ArchiveBytes,
                ImageBytes = imageBytes,
                Compression = compression,
                Rounds = rounds.Rounds,
                RoundsEnd = rounds.End,
                Warnings = obstacle is null
                    ? handOver.Answer.Warnings
                    : [.. handOver.Answer.Warnings, $"--post-copy was not used, all memory went before: {obstacle}"],
            };
        }
        catch (Exception e)
        {
            await GiveUpAsync(migration, isKnown: link is { HasHeard: true });
            if (e is IOException)
            {
                throw new GantryException(
                    ErrorCode.ToolFailed, $"Cannot migrate {container.Name}, it runs on here: {e.Message}", e);
            }

            throw;
        }
    }

    private Migration Begin(Container container, MigrationRequest request) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        ContainerId = container.Id,
        ContainerName = container.Name,
        Role = MigrationRole.Source,
        State = MigrationState.Offered,
        Started = services.Context.Time.GetUtcNow(),
        Host = request.Host,
        Transport = request.Transport,
    };

    /// <summary>All that can be done while the container runs: nothing stands in the way, and the target has the image.</summary>
    /// <returns>Bytes of the image that were sent, and what keeps the memory from coming later, if that is wanted.</returns>
    private async Task<(long ImageBytes, string? PostCopyObstacle)> PrepareAsync(
        MigrationLink link,
        Migration migration,
        Container container,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var offer = await _preflight.OfferAsync(migration, container, request, cancellationToken);
        var ours = ContainerPreflight.Blockers(container, request.Include);
        var answer = await OfferAsync(link, offer with { IsPreview = ours.Count > 0 }, container, cancellationToken);
        string[] blockers = [.. ours, .. answer.Blockers.Select(blocker => $"{request.Host}: {blocker}")];
        if (blockers.Length > 0)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"Cannot migrate {container.Name}, it runs on here: {string.Join("\n  and: ", blockers)}");
        }

        var obstacle = await _preflight.PostCopyObstacleAsync(container, request, cancellationToken) ?? answer.PostCopyObstacle;
        if (!answer.NeedsImage)
        {
            return (0, obstacle);
        }

        progress?.Report(new OperationProgress("sending the image", 0, null));
        return (await SendImageAsync(link, container, answer.LayersHere, request, cancellationToken), obstacle);
    }

    private async Task<MigrationMessage.Accepted> OfferAsync(
        MigrationLink link, MigrationMessage.Offer offer, Container container, CancellationToken cancellationToken)
    {
        await link.SendAsync(offer, cancellationToken);
        await using (var definition = link.OpenWrite(offer.Definition))
        {
            await services.Exporter.ExportDefinitionAsync(container, definition, cancellationToken);
            await definition.CompleteAsync(cancellationToken);
        }

        return await link.ExpectAsync<MigrationMessage.Accepted>(cancellationToken);
    }

    private async Task<long> SendImageAsync(
        MigrationLink link,
        Container container,
        IReadOnlyList<Digest> layersThere,
        MigrationRequest request,
        CancellationToken cancellationToken)
    {
        await link.SendAsync(new MigrationMessage.Image(ImageStream), cancellationToken);
        await using var archive = link.OpenWrite(ImageStream);
        await using (var paced = new PacedStream(archive, request.BytesPerSecond))
        {
            await services.Images.SaveAsync(
                new ImageSaveRequest
                {
                    Images = [new SavedImage(container.Spec.ImageId.Hex, [container.Spec.ImageName])],
                    Format = ImageSaveFormat.OciArchive,
                    Without = layersThere.ToHashSet(),
                    Destination = new ImageDestination.ToStream(paced),
                },
                cancellationToken);
        }

        await archive.CompleteAsync(cancellationToken);
        await link.ExpectAsync<MigrationMessage.Loaded>(cancellationToken);
        return archive.BytesWritten;
    }

    private static async Task<MigrationCompression> ChooseCompressionAsync(
        MigrationLink link,
        Container container,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (request.Compression is { } wanted)
        {
            return new MigrationCompression(wanted, Measured: null);
        }

        progress?.Report(new OperationProgress("measuring the link", 0, null));
        var speed = await new LinkSpeed(link).MeasureAsync(cancellationToken);
        var sample = MemorySample.Take(container);
        return CompressionChoice.Choose(speed, sample.Length == 0 ? [] : CompressorSpeed.Measure(sample));
    }

    private async Task<(SourceHandOver HandOver, CheckpointResult Checkpoint)> SendAsync(
        MigrationLink link,
        LockedContainer locked,
        (Migration Migration, Container Container, SentFiles? Sent, ArchiveCompression Compression, bool PostCopy) what,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var pages = what.PostCopy ? new PageTunnel(link, PagesStream, progress) : null;
        await link.SendAsync(
            new MigrationMessage.Restore(ArchiveStream, pages is null ? null : PagesStream), cancellationToken);
        pages?.Listen();
        await using var archive = link.OpenWrite(ArchiveStream);
        var checkpoint = new CheckpointRequest
        {
            Target = new CheckpointTarget.ToStream(archive, what.Compression),
            Include = request.Include & ~KernelState.TcpClose | TcpToDump(request.Include),
        };
        return await link.WhileListeningAsync<MigrationMessage.Prepared, (SourceHandOver, CheckpointResult)>(
            async (answer, token) =>
            {
                var handOver = new SourceHandOver(
                    services, (link, answer), what.Migration, (what.Container, request.KeepSource), archive)
                {
                    Sent = what.Sent,
                    Pages = pages,
                };
                return (handOver, await services.Checkpointer.CheckpointAsync(
                    locked, what.Container, checkpoint, handOver, progress, token));
            },
            cancellationToken);
    }

    // Connections that are to be closed on the target must be dumped as well.
    private static KernelState TcpToDump(KernelState include) =>
        include.HasFlag(KernelState.TcpClose) ? KernelState.TcpEstablished : KernelState.None;

    private static MigrationDowntime Describe(SourceHandOver handOver, CheckpointResult checkpoint) => new(
        handOver.Downtime,
        checkpoint.Runtime,
        handOver.Written - checkpoint.Runtime,
        handOver.Prepared - handOver.Written,
        handOver.Downtime - handOver.Prepared);

    /// <summary>
    /// After a failure before the decision: the container runs on here, and the target is told if it can be. One that was
    /// never heard of has nothing but an offer, at the most, which it forgets at the next one.
    /// </summary>
    private async Task GiveUpAsync(Migration migration, bool isKnown)
    {
        if (!services.Context.Migrations.TryAdvance(migration.Id, MigrationState.Offered, MigrationState.Discarded))
        {
            return;
        }

        try
        {
            if (isKnown)
            {
                await MigrationResolver.DiscardAsync(services, migration, CancellationToken.None);
            }

            services.Context.Migrations.Delete(migration.Id);
        }
        catch (GantryException e)
        {
            Log.TargetNotTold(services.Context.Logger, e, migration.Id, migration.Host);
        }
    }
}
