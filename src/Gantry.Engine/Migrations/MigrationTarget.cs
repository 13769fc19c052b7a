using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>The target's end of a conversation: takes a container, or hears what was decided about one.</summary>
internal sealed class MigrationTarget(MigrationServices services, MigrationRecovery recovery)
{
    /// <summary>Serves one conversation.</summary>
    /// <exception cref="GantryException">What failed; the source was told if it was still there.</exception>
    public async Task ReceiveAsync(MigrationLink link, CancellationToken cancellationToken)
    {
        try
        {
            switch (await link.ReceiveAsync(cancellationToken))
            {
                case MigrationMessage.Offer offer:
                    RequireUnderstood(offer.Protocol, offer.Requires);
                    await TakeAsync(link, offer, cancellationToken);
                    break;
                case MigrationMessage.Resolve resolve:
                    RequireUnderstood(resolve.Protocol, []);
                    await link.SendAsync(await recovery.ResolveAsync(resolve, cancellationToken), cancellationToken);
                    await ForgetAsync(link, resolve.Migration, cancellationToken);
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
        var request = new ImportRequest
        {
            Archive = Stream.Null,
            ArchiveName = $"the migration from {offer.Host}",
            Volumes = policies,
            Options = new RestoreRequest { Include = offer.Include },
        };
        var answer = await JudgeAsync(link, offer, request, cancellationToken);
        if (answer.Blockers.Count > 0 || offer.IsPreview)
        {
            await link.SendAsync(answer, cancellationToken);
            return;
        }

        await recovery.ForgetOfferAsync(offer.ContainerId, cancellationToken);
        services.Context.Migrations.Insert(new Migration
        {
            Id = offer.Migration,
            ContainerId = offer.ContainerId,
            ContainerName = offer.ContainerName,
            Role = MigrationRole.Target,
            State = MigrationState.Offered,
            Started = services.Context.Time.GetUtcNow(),
            Host = offer.Host,
        });
        RestoreResult result;
        try
        {
            await link.SendAsync(answer, cancellationToken);
            if (answer.NeedsImage)
            {
                await LoadImageAsync(link, cancellationToken);
            }

            var announced = await link.ExpectAsync<MigrationMessage.Restore>(cancellationToken);
            await using var archive = link.OpenRead(announced.Stream);
            result = await services.Importer.ImportAsync(
                request with { Archive = archive },
                new TargetHold(services.Context.Migrations, link, offer.Migration),
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

        await link.SendAsync(new MigrationMessage.Running(result.Id, result.Warnings), cancellationToken);
        await services.Connections.AnnounceAsync(result.Id, cancellationToken);
        await ForgetAsync(link, offer.Migration, cancellationToken);
    }

    private async Task<MigrationMessage.Accepted> JudgeAsync(
        MigrationLink link, MigrationMessage.Offer offer, ImportRequest request, CancellationToken cancellationToken)
    {
        await using var definition = link.OpenRead(offer.Definition);
        return await new TargetPreflight(services).JudgeAsync(
            offer, request with { Archive = definition }, cancellationToken);
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
