using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>
/// Moves every running container away, the one with most memory first, each to the host with most memory left that takes it.
/// What could not move runs on here. Begun again it goes on with what is here then.
/// </summary>
internal sealed class HostDrain(
    MigrationServices services,
    ContainerAccess access,
    MigrationSource source,
    MigrationRecovery recovery,
    MigrationHosts hosts)
{
    /// <summary>Moves them.</summary>
    /// <param name="request">Where to, and how.</param>
    /// <param name="outcomes">Told of each container when its turn is over.</param>
    /// <param name="cancellationToken">Takes back what is under way; what has moved has moved.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: no host is given or named. <see cref="ErrorCode.ToolFailed"/>: none was reached.
    /// </exception>
    public async Task RunAsync(DrainRequest request, IProgress<DrainOutcome> outcomes, CancellationToken cancellationToken)
    {
        var targets = await ReachAsync(request, cancellationToken);
        if (!request.IsPreview)
        {
            await FinishInterruptedAsync(cancellationToken);
        }

        var containers = services.Context.Containers.List()
            .Where(container => container.Status.State is ContainerState.Running or ContainerState.Paused)
            .OrderByDescending(SourcePreflight.MemoryBytes)
            .ToArray();
        var options = new ParallelOptions { MaxDegreeOfParallelism = request.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            containers, options, async (container, token) => outcomes.Report(await MoveAsync(container, request, targets, token)));
    }

    private async Task<IReadOnlyList<DrainTarget>> ReachAsync(DrainRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<MigrationHost> chosen =
            request.Hosts.Count > 0 ? [.. request.Hosts.Select(hosts.Find)] : hosts.Table.List();
        if (chosen.Count == 0)
        {
            throw new GantryException(
                ErrorCode.Invalid, "there is no host to move to: give --to HOST, or name hosts with \"gantry host add\"");
        }

        List<DrainTarget> reached = [];
        List<string> complaints = [];
        foreach (var host in chosen)
        {
            try
            {
                var facts = await hosts.AskAsync(host, cancellationToken);
                complaints.AddRange(facts.Blockers.Select(blocker => $"{host.Name}: {blocker}"));
                if (facts.Blockers.Count == 0)
                {
                    reached.Add(new DrainTarget(host, facts.AvailableMemoryBytes));
                }
            }
            catch (GantryException e)
            {
                complaints.Add($"{host.Name}: {e.Message}");
            }
        }

        return reached.Count > 0
            ? reached
            : throw new GantryException(ErrorCode.ToolFailed, $"no host takes containers: {string.Join("\n  and: ", complaints)}");
    }

    // A drain that was killed left migrations behind, of which it is not known whether the container is still here.
    private async Task FinishInterruptedAsync(CancellationToken cancellationToken)
    {
        foreach (var migration in services.Context.Migrations.List().Where(one => one.Role == MigrationRole.Source))
        {
            try
            {
                await recovery.RecoverAsync(migration, cancellationToken);
            }
            catch (GantryException)
            {
                // The container's own turn says what stands in its way.
            }
        }
    }

    private async Task<DrainOutcome> MoveAsync(
        Container container, DrainRequest request, IReadOnlyList<DrainTarget> targets, CancellationToken cancellationToken)
    {
        List<string> reasons = [];
        var memory = SourcePreflight.MemoryBytes(container);
        foreach (var target in targets.OrderByDescending(target => target.AvailableBytes).ToArray())
        {
            var aimed = MigrationHosts.Aim(request.Migration, target.Host);
            target.Take(memory);
            try
            {
                var preview = await access.UseAsync(
                    container.Id, (_, found) => source.PreviewAsync(found, aimed, cancellationToken), cancellationToken);
                if (preview.Blockers.Count == 0)
                {
                    return request.IsPreview
                        ? new DrainOutcome.Movable(container.Name, preview)
                        : new DrainOutcome.Moved(container.Name, await access.UseAsync(
                            container.Id,
                            (locked, found) => source.MigrateAsync(locked, found, aimed, null, cancellationToken),
                            cancellationToken));
                }

                reasons.AddRange(preview.Blockers);
            }
            catch (GantryException e) when (e.Code != ErrorCode.NeedsRecovery)
            {
                reasons.Add(e.Message);
            }
            catch (GantryException e)
            {
                // It is that host's now, which does not answer: no other may have it.
                return new DrainOutcome.Stays(container.Name, [e.Message]);
            }

            target.GiveBack(memory);
        }

        return new DrainOutcome.Stays(container.Name, [.. reasons.Distinct()]);
    }
}
