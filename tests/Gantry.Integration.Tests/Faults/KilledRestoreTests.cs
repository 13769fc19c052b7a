using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary>A restore killed at every point of its work: the container runs once, or can be restored again.</summary>
public sealed class KilledRestoreTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [MemberData(nameof(KillPoints.Kills), MemberType = typeof(KillPoints))]
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

    [KernelFact]
    public async Task A_killed_restore_gives_up_the_fixed_address_exactly_if_the_container_runs()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.GantryOutputAsync("network", "create", "--disable-dns", "--subnet", "10.212.91.0/24", "back");
        await MakeCheckpointAsync();

        await KillPoints.KillEverywhereAsync(
            host, "commit", ["container", "restore", "--ignore-static-ip", "app"], async () =>
            {
                await host.GantryOutputAsync("recover");
                await HostState.RequireSoundAsync(host, "recover");
                var container = host.Engine.GetContainer("app");
                var runs = container.Status.State == ContainerState.Running;
                Assert.Equal(runs ? [] : ["10.212.91.9"], container.Spec.Network.Attachments.Single().StaticAddresses);
                if (runs)
                {
                    await host.GantryOutputAsync("rm", "-f", "-t", "0", "app");
                    await MakeCheckpointAsync();
                }
            });

        async Task MakeCheckpointAsync()
        {
            await host.GantryOutputAsync("run", "-d", "--name", "app", "--network", "back:ip=10.212.91.9", TestImage.Name);
            await host.GantryOutputAsync("container", "checkpoint", "app");
        }
    }

    [KernelTheory]
    [InlineData("commit", "recover")]
    [InlineData("commit", "again")]
    [InlineData("unwritten", "again")]
    [InlineData("child", "recover")]
    [InlineData("child", "again")]
    public async Task A_killed_import_leaves_nothing_and_can_be_repeated(string kind, string next)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        await TestHost.EventuallyAsync(async () => (await source.ReadLinesAsync("app")).Count > 3, "it counts");
        var archive = await source.ExportAsync("app");
        string[] import = ["container", "restore", "--import", archive];

        await KillPoints.KillEverywhereAsync(host, kind, import, async () =>
        {
            if (next == "recover")
            {
                await host.GantryOutputAsync("recover");
                await HostState.RequireSoundAsync(host, "recover");
                Assert.Equal(host.Engine.ListContainers().Count, host.Engine.ListVolumes().Count);
            }

            await host.GantryOutputAsync(
                host.Engine.ListContainers() is [{ Status.State: ContainerState.Running }] ? ["diff", "app"] : import);

            await KillPoints.RequireCountingAsync(host);
            await host.GantryOutputAsync("rm", "-f", "-t", "0", "app");
            await host.GantryOutputAsync("volume", "rm", "data");
        });

        await KillPoints.RequireCountingAsync(host);
    }
}
