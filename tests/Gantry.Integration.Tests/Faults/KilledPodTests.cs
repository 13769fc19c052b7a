using Gantry.Engine.Model.Pods;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary><c>pod create</c>, <c>pod rm</c> and <c>restore --pod</c> killed at every point of their work.</summary>
public sealed class KilledPodTests
{
    private const string Image = TestImage.Name;

    [KernelTheory]
    [InlineData("commit")]
    [InlineData("unwritten")]
    public async Task A_killed_creation_leaves_a_whole_pod_or_nothing(string kind)
    {
        await using var host = new TestHost();

        await KillPoints.KillEverywhereAsync(host, kind, ["pod", "create", "--name", "p"], async () =>
        {
            await host.GantryOutputAsync("recover");
            await HostState.RequireSoundAsync(host, "recover");
            Assert.Equal(host.Engine.ListPods().Count, host.Engine.ListContainers().Count);
            foreach (var details in host.Engine.ListPods())
            {
                await host.GantryOutputAsync("pod", "start", details.Pod.Name);
                await host.GantryOutputAsync("pod", "rm", "-f", details.Pod.Name);
            }
        });
    }

    [KernelFact]
    public async Task A_killed_removal_can_be_repeated()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        string[] run = ["run", "-d", "--pod", "new:p", "--name", "app", Image];
        string[] remove = ["pod", "rm", "-f", "-t", "0", "p"];
        await host.GantryOutputAsync(run);

        await KillPoints.KillEverywhereAsync(host, "commit", remove, async () =>
        {
            await host.GantryOutputAsync("recover");
            await HostState.RequireSoundAsync(host, "recover");
            if (host.Engine.ListPods().Count > 0)
            {
                await host.GantryOutputAsync(remove);
            }

            await HostState.RequireSoundAsync(host, "removal");
            Assert.Empty(host.Engine.ListContainers());
            Assert.Empty(host.Engine.ListPods());
            await host.GantryOutputAsync(run);
        });
    }

    [KernelFact]
    public async Task A_killed_import_leaves_the_pod_as_it_was_or_the_container_running_in_it()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var archive = host.PathOf("app.tar");
        await host.GantryOutputAsync("run", "-d", "--pod", "new:p", "--name", "app", Image);
        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "app");
        await host.GantryOutputAsync("rm", "app");
        await host.GantryOutputAsync("pod", "stop", "p");

        await KillPoints.KillEverywhereAsync(
            host, "commit", ["container", "restore", "-i", archive, "--pod", "p"], async () =>
            {
                await host.GantryOutputAsync("recover");
                await HostState.RequireSoundAsync(host, "recover");
                Assert.Single(host.Engine.ListPods());
                Assert.Equal(host.Engine.ListContainers().Count > 1 ? PodState.Running : PodState.Exited, host.Engine.GetPod("p").State);
                if (host.Engine.ListContainers().Count > 1)
                {
                    await host.GantryOutputAsync("rm", "-f", "-t", "0", "app");
                }

                await host.GantryOutputAsync("pod", "stop", "p");
            });
    }
}
