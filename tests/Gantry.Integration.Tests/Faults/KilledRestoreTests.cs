using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary>A restore killed at every point of its work: the container runs once, or can be restored again.</summary>
public sealed class KilledRestoreTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [InlineData("commit", "recover")]
    [InlineData("unwritten", "diff")]
    public async Task A_killed_restore_leaves_the_container_running_or_restorable(string kind, string next)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);
        await host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default);

        await KillPoints.KillEverywhereAsync(host, kind, ["container", "restore", "app"], async () =>
        {
            await KillPoints.FollowAsync(host, next);
            await KillPoints.GoOnAsync(host);
            await host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default);
        });

        await KillPoints.RequireCountingAsync(host);
    }
}
