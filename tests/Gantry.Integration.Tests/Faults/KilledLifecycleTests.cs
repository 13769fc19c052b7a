using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary><c>start</c>, <c>run</c> and <c>rm</c> killed at every point of their work.</summary>
public sealed class KilledLifecycleTests
{
    private const string Image = TestImage.Name;

    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [MemberData(nameof(KillPoints.Kills), MemberType = typeof(KillPoints))]
    public async Task A_killed_start_leaves_a_container_that_starts(string kind, string next)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.Engine.CreateContainerAsync(
            new CreateRequest { Image = Image, Name = "app", Mounts = [s_data] }, null, default);

        await KillPoints.KillEverywhereAsync(host, kind, ["start", "app"], async () =>
        {
            await KillPoints.FollowAsync(host, next);
            Assert.Single(host.Engine.ListContainers());
            await host.GantryOutputAsync("start", "app");
            await HostState.RequireSoundAsync(host, "start");
            await host.GantryOutputAsync("stop", "-t", "0", "app");
        });
    }

    [KernelTheory]
    [InlineData("commit")]
    [InlineData("unwritten")]
    [InlineData("child")]
    public async Task A_killed_run_leaves_nothing_or_a_container_that_starts(string kind)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);

        await KillPoints.KillEverywhereAsync(host, kind, ["run", "-d", "--name", "app", "-v", "data:/data", Image], async () =>
        {
            await host.GantryOutputAsync("recover");
            await HostState.RequireSoundAsync(host, "recover");
            if (host.Engine.ListContainers().Count == 0)
            {
                Assert.Empty(host.Engine.ListVolumes());
                return;
            }

            await host.GantryOutputAsync("start", "app");
            await HostState.RequireSoundAsync(host, "start");
            await host.GantryOutputAsync("rm", "-f", "-t", "0", "app");
            await host.GantryOutputAsync("volume", "rm", "data");
        });
    }

    [KernelTheory]
    [InlineData("commit", "recover")]
    [InlineData("child", "recover")]
    public async Task A_killed_removal_can_be_repeated(string kind, string next)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);
        string[] remove = ["rm", "-f", "-t", "0", "app"];

        await KillPoints.KillEverywhereAsync(host, kind, remove, async () =>
        {
            if (next == "recover")
            {
                await host.GantryOutputAsync("recover");
                await HostState.RequireSoundAsync(host, "recover");
            }

            if (host.Engine.ListContainers().Count > 0)
            {
                await host.GantryOutputAsync(remove);
            }

            await HostState.RequireSoundAsync(host, "removal");
            Assert.Empty(host.Engine.ListContainers());
            await host.RunAsync("app", s_data);
        });

        await HostState.RequireSoundAsync(host, "removal");
    }
}
