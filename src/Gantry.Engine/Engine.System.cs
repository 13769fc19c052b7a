using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Preflight;
using Gantry.Engine.Tools;

namespace Gantry.Engine;

/// <content>The host and the installation as a whole.</content>
public sealed partial class Engine
{
    /// <summary>What this host and installation are made of.</summary>
    public Task<HostInfo> GetInfoAsync(CancellationToken cancellationToken) =>
        new HostProbe(_services).ReadAsync(cancellationToken);

    /// <summary>Looks for everything that an installation needs of this host; opens none and changes nothing.</summary>
    public static Task<SystemReport> CheckSystemAsync(EngineOptions options, CancellationToken cancellationToken) =>
        new SystemChecks(options, ToolLocator.Default).RunAsync(cancellationToken);

    /// <summary>Finishes or undoes what processes that died left behind, and tries again what could not be undone.</summary>
    /// <param name="container">One container. Null: all that nobody works on right now.</param>
    /// <param name="cancellationToken">Stops before the next container.</param>
    /// <returns>The ids of the containers that had something to recover.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.NeedsRecovery"/>: something still cannot be undone.</exception>
    public async Task<IReadOnlyList<ContainerId>> RecoverAsync(string? container, CancellationToken cancellationToken)
    {
        ContainerId[] ids = container is null
            ? [.. _services.Journal.Pending().Select(o => o.ContainerId).Distinct()]
            : [_services.ResolveId(container)];
        _services.Volumes.Sweep();
        _services.Images.Sweep();
        ProcessorFolder.Sweep(_services.Context.Layout.Temporary);
        List<ContainerId> recovered = [];
        foreach (var id in ids)
        {
            // Who holds the lock is at work: what is on record for it is not left over.
            using var locked = _services.Context.Locks.TryAcquire(id);
            if (locked is not null)
            {
                await _services.Journal.RecoverAsync(locked, retryFailed: true, cancellationToken);
                recovered.Add(id);
            }
        }

        return recovered;
    }
}
