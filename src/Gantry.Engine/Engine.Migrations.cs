using Gantry.Engine.Migrations;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine;

/// <content>Migrations between hosts.</content>
public sealed partial class Engine
{
    /// <summary>Moves a running container to another host. Whatever fails before the target holds it leaves it running here.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>, <see cref="ErrorCode.InUse"/>,
    /// <see cref="ErrorCode.Incompatible"/>, <see cref="ErrorCode.ToolFailed"/>, and what the target refuses;
    /// <see cref="ErrorCode.NeedsRecovery"/>: it is the target's, which could not be asked whether it runs.
    /// </exception>
    public Task<MigrationResult> MigrateAsync(
        string container,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, found) => _services.MigrationSource.MigrateAsync(
                locked, found, _services.MigrationHosts.Resolve(request), progress, cancellationToken),
            cancellationToken);

    /// <summary>Says what <see cref="MigrateAsync"/> would send, and all that stands in its way at once; changes nothing.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>; <see cref="ErrorCode.ToolFailed"/>: the target was not reached.
    /// </exception>
    public Task<MigrationPreview> PreviewMigrationAsync(
        string container, MigrationRequest request, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (_, found) => _services.MigrationSource.PreviewAsync(
                found, _services.MigrationHosts.Resolve(request), cancellationToken),
            cancellationToken);

    /// <summary>
    /// Moves every running container to other hosts, largest first; tells what became of each. What could not move runs on.
    /// Migrations that an earlier one left behind are finished first.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: no host is given or named. <see cref="ErrorCode.ToolFailed"/>: none takes containers.
    /// </exception>
    public Task DrainAsync(DrainRequest request, IProgress<DrainOutcome> outcomes, CancellationToken cancellationToken) =>
        _services.HostDrain.RunAsync(request, outcomes, cancellationToken);

    /// <summary>Gives a host a name that migrations can be asked for with.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>, <see cref="ErrorCode.Invalid"/>: the name.</exception>
    public void AddHost(MigrationHost host)
    {
        ObjectName.Require("host", host.Name);
        _services.MigrationHosts.Table.Insert(host);
    }

    /// <summary>The named hosts, by name.</summary>
    public IReadOnlyList<MigrationHost> ListHosts() => _services.MigrationHosts.Table.List();

    /// <summary>Forgets a named host.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public void RemoveHost(string name) => _services.MigrationHosts.Table.Delete(name);

    /// <summary>Asks a host, by its name or as ssh takes it, what it is and what stands in the way of moving there.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: it was not reached.</exception>
    public Task<TargetFacts> CheckHostAsync(string host, CancellationToken cancellationToken) =>
        _services.MigrationHosts.AskAsync(_services.MigrationHosts.Find(host), cancellationToken);

    /// <summary>Serves the source of a migration, at the other end of a pair of pipes.</summary>
    /// <exception cref="GantryException">What failed; the source was told.</exception>
    public async Task ReceiveMigrationAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        await RecoverAbandonedImportsAsync(cancellationToken);
        await _services.MigrationTarget.ReceiveAsync(new MigrationLink(input, output), cancellationToken);
    }

    /// <summary>Migrations that are under way, wait for recovery, or are remembered for the other end; newest first.</summary>
    public IReadOnlyList<Migration> ListMigrations() => _services.Context.Migrations.List();

    /// <summary>One migration, by its id, the beginning of it, or its container.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Migration GetMigration(string migration) => _services.Context.Migrations.Resolve(migration);

    /// <summary>Finishes an interrupted migration as far as that can be done from here.</summary>
    /// <returns>How it stands now; null when it is over.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.NeedsRecovery"/>: the other host did not answer.</exception>
    public Task<Migration?> RecoverMigrationAsync(string migration, CancellationToken cancellationToken) =>
        _services.MigrationRecovery.RecoverAsync(GetMigration(migration), cancellationToken);

    /// <summary>Takes a migration back whose target has not let the container run.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: the target lets it run, or this is the target. <see cref="ErrorCode.InUse"/>: it is
    /// under way. <see cref="ErrorCode.ToolFailed"/>: the target cannot be reached.
    /// </exception>
    public Task AbortMigrationAsync(string migration, CancellationToken cancellationToken) =>
        _services.MigrationRecovery.AbortAsync(GetMigration(migration), cancellationToken);
}
