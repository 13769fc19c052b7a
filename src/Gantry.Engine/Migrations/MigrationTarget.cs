using System.Runtime.CompilerServices;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>The target's end of a conversation: takes a container, or hears what was decided about one.</summary>
internal sealed class MigrationTarget(MigrationServices services, MigrationRecovery recovery)
{
    private static readonly string[] s_abilities =
    [
        MigrationMessage.MeasureAbility,
        MigrationMessage.NameAbility,
        MigrationMessage.NetworkAbility,
        MigrationMessage.PostCopyAbility,
        MigrationMessage.PullAbility,
    ];

    /// <summary>Serves one conversation.</summary>
    /// <exception cref="GantryException">What failed; the source was told if it was still there.</exception>
    public async Task ReceiveAsync(MigrationLink link, CancellationToken cancellationToken)
    {
        try
        {
            switch (await link.ReceiveAsync(cancellationToken))
            {
                case MigrationMessage.Offer offer:
                    RequireUnderstood(offer.Protocol, [.. offer.Requires.Except(s_abilities)]);
                    await TakeAsync(link, offer, cancellationToken);
                    break;
                case MigrationMessage.Resolve resolve:
                    RequireUnderstood(resolve.Protocol, []);
                    await link.SendAsync(await recovery.ResolveAsync(resolve, cancellationToken), cancellationToken);
                    await ForgetAsync(link, resolve.Migration, cancellationToken);
                    break;
                case MigrationMessage.Probe probe:
                    RequireUnderstood(probe.Protocol, []);
                    await link.SendAsync(
                        await new TargetPreflight(services).DescribeAsync(probe, cancellationToken), cancellationToken);
                    break;
                case null:
                    break;
                case var other:
                    throw new GantryException(
                        ErrorCode.Invalid, $"a migration does not begin with {other.GetType().Name}");
            }
        }
        catch (GantryException e)
        {
            await TellAsync(link, e);
            throw;
        }
    }

    private async Task TakeAsync(
        MigrationLink link, MigrationMessage.Offer offer, CancellationToken cancellationToken)
    {
        var policies = VolumePolicies.Parse(offer.VolumePolicies);
        var migration = new Migration
        {
            Id = offer.Migration,
            ContainerId = offer.Name is null ? offer.ContainerId : ContainerId.NewRandom(),
            ContainerName = offer.Name ?? offer.ContainerName,
            Role = MigrationRole.Target,
            State = MigrationState.Offered,
            Started = services.Context.Time.GetUtcNow(),
            Host = offer.Host,
        };
        var request = new ImportRequest
        {
            Archive = Stream.Null,
            ArchiveName = $"the migration from {offer.Host}",
            Name = offer.Name,
            Id = migration.ContainerId,
            Volumes = policies,
            Allowed = PrivilegeKinds.All,
            Network = offer.Network,
            Ports = offer.Ports,
            Options = new RestoreRequest { Include = offer.Include, Ignore = GivenUp(offer.Network) },
        };
        var answer = await JudgeAsync(link, offer, request, cancellationToken);
        if (answer.Blockers.Count > 0 || offer.IsPreview)
        {
            await link.SendAsync(answer, cancellationToken);
            return;
        }

        if (answer.NeedsImage && offer.ImageTransfer != ImageTransfer.Send)
        {
            answer = answer with { NeedsImage = !await PullImageAsync(offer, cancellationToken) };
        }

        await recovery.ForgetOfferAsync(migration, cancellationToken);
        services.Context.Migrations.Insert(migration with
        {
            IsPostCopy = offer.Requires.Contains(MigrationMessage.PostCopyAbility) && answer.PostCopyObstacle is null,
        });
        var hold = new TargetHold(services, link, migration.ContainerId, offer.Migration);
        RestoreResult result;
        try
        {
            await link.SendAsync(answer, cancellationToken);
            if (answer.NeedsImage)
            {
                await LoadImageAsync(link, cancellationToken);
            }

            result = await services.Importer.ImportAsync(
                request,
                ReceiveArchivesAsync(link, hold, cancellationToken),
                hold,
                progress: null,
                cancellationToken);
        }
        catch (Exception e) when (IsTakenBack(offer.Migration))
        {
            services.Context.Migrations.Delete(offer.Migration);
            if (e is IOException)
            {
                throw new GantryException(ErrorCode.ToolFailed, $"nothing of the container remains: {e.Message}", e);
            }

            throw;
        }

        if (hold.Pages is null)
        {
            await link.SendAsync(new MigrationMessage.Running(result.Id, result.Warnings), cancellationToken);
            await services.Connections.AnnounceAsync(result.Id, cancellationToken);
        }
        else
        {
            await link.SendAsync(new MigrationMessage.Arrived(), cancellationToken);
        }

        await ForgetAsync(link, offer.Migration, cancellationToken);
    }

    private async Task<MigrationMessage.Accepted> JudgeAsync(
        MigrationLink link, MigrationMessage.Offer offer, ImportRequest request, CancellationToken cancellationToken)
    {
        await using var definition = link.OpenRead(offer.Definition);
        var answer = await new TargetPreflight(services).JudgeAsync(
            offer, request with { Archive = definition }, cancellationToken);
        return answer.NeedsImage
            ? answer with { LayersHere = [.. offer.ImageLayers.Where(services.Images.HasLayerBlob)] }
            : answer;
    }

    private async Task LoadImageAsync(MigrationLink link, CancellationToken cancellationToken)
    {
        var announced = await link.ExpectAsync<MigrationMessage.Image>(cancellationToken);
        await using (var archive = link.OpenRead(announced.Stream))
        {
            await services.Images.LoadAsync(new ImageSource.FromStream(archive), null, cancellationToken);
            await archive.CopyToAsync(Stream.Null, cancellationToken);
        }

        await link.SendAsync(new MigrationMessage.Loaded(), cancellationToken);
    }

    /// <summary>The archives of files as they come, and last the checkpoint's. Each is answered once it was unpacked.</summary>
    private static async IAsyncEnumerable<Stream> ReceiveArchivesAsync(
        MigrationLink link, TargetHold hold, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var said = await ReceiveMeasuringAsync(link, cancellationToken);
        while (said is MigrationMessage.Round round)
        {
            await using (var files = link.OpenRead(round.Stream))
            {
                yield return files;
            }

            await link.SendAsync(new MigrationMessage.Taken(), cancellationToken);
            said = await link.ReceiveAsync(cancellationToken);
        }

        var restore = MigrationLink.Require<MigrationMessage.Restore>(said);
        await using (var archive = link.OpenRead(restore.Stream))
        {
            yield return archive;
        }

        if (restore.Pages is { } pages)
        {
            hold.FetchPages(pages);
        }
    }

    /// <summary>What the source says next, besides the bytes that it measures the link by.</summary>
    private static async Task<MigrationMessage?> ReceiveMeasuringAsync(
        MigrationLink link, CancellationToken cancellationToken)
    {
        var said = await link.ReceiveAsync(cancellationToken);
        while (said is MigrationMessage.Measure measure)
        {
            await using (var bytes = link.OpenRead(measure.Stream))
            {
                await bytes.CopyToAsync(Stream.Null, cancellationToken);
            }

            await link.SendAsync(new MigrationMessage.Measured(), cancellationToken);
            said = await link.ReceiveAsync(cancellationToken);
        }

        return said;
    }

    /// <summary>Pulls the container's image, which the person wanted; false when it has to be sent after all.</summary>
    /// <exception cref="GantryException">It is to be pulled, and cannot be, or is another one.</exception>
    private async Task<bool> PullImageAsync(MigrationMessage.Offer offer, CancellationToken cancellationToken)
    {
        try
        {
            await services.Images.PullAsync(
                new ImagePullRequest { Reference = offer.ImageName, Policy = PullPolicy.Missing }, null, cancellationToken);
        }
        catch (GantryException) when (offer.ImageTransfer == ImageTransfer.Auto)
        {
            return false;
        }

        var isSame = services.Images.Find(offer.ImageId) is not null;
        return isSame || offer.ImageTransfer == ImageTransfer.Auto
            ? isSame
            : throw new GantryException(
                ErrorCode.Incompatible,
                $"{offer.ImageName} in its registry is another image than the container's, {offer.ImageId}: use --image send");
    }

    // What the person wants to be otherwise is not asked for from the checkpoint.
    private static NetworkIdentityParts GivenUp(NetworkChange? change) => change switch
    {
        null => NetworkIdentityParts.None,
        { Attachments: null } => NetworkIdentityParts.Addresses,
        _ => NetworkIdentityParts.Addresses | NetworkIdentityParts.Mac,
    };

    private bool IsTakenBack(string migration) =>
        services.Context.Migrations.Find(migration)?.State is MigrationState.Offered or MigrationState.Discarded;

    // The source may lose an answer and ask again, until it says that it will not.
    private async Task ForgetAsync(MigrationLink link, string migration, CancellationToken cancellationToken)
    {
        if (await link.ReceiveAsync(cancellationToken) is MigrationMessage.Finished)
        {
            services.Context.Migrations.Delete(migration);
        }
    }

    private static void RequireUnderstood(int protocol, IReadOnlyList<string> required)
    {
        if (protocol != MigrationMessage.Version || required.Count > 0)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"the source speaks version {protocol} of the migration protocol"
                + (required.Count > 0 ? $" and needs {string.Join(", ", required)}" : "")
                + $"; this host's {ArchiveManifest.EngineName} speaks version {MigrationMessage.Version}: use the same "
                + "gantry on both hosts");
        }
    }

    private static async Task TellAsync(MigrationLink link, GantryException failure)
    {
        try
        {
            await link.SendAsync(new MigrationMessage.Failed(failure.Code, failure.Message), CancellationToken.None);
        }
        catch (IOException)
        {
            // It is gone, which may be why this failed.
        }
    }
}
