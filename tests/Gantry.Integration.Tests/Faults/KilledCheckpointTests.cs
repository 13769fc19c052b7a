using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary>A checkpoint killed at every point of its work: the container runs on, or is checkpointed, and lost nothing.</summary>
public sealed class KilledCheckpointTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [MemberData(nameof(KillPoints.Kills), MemberType = typeof(KillPoints))]
    public async Task A_killed_export_leaves_the_container_running_or_restorable(string kind, string next)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);

        await KillPoints.KillEverywhereAsync(host, kind, ["container", "checkpoint", "--export", host.PathOf("app.tar"), "app"], async () =>
        {
            await KillPoints.FollowAsync(host, next);
            await KillPoints.GoOnAsync(host);
        });

        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
        await KillPoints.RequireCountingAsync(host);
    }

    [KernelTheory]
    [MemberData(nameof(KillPoints.Kills), MemberType = typeof(KillPoints))]
    public async Task A_killed_checkpoint_leaves_the_container_running_or_restorable(string kind, string next)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);

        await KillPoints.KillEverywhereAsync(host, kind, ["container", "checkpoint", "app"], async () =>
        {
            await KillPoints.FollowAsync(host, next);
            await KillPoints.GoOnAsync(host);
        });

        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
        await KillPoints.RequireCountingAsync(host);
    }
}
