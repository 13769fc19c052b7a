using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Containers of a pod share what it says.</summary>
public sealed class PodTests
{
    [KernelFact]
    public async Task Containers_of_a_pod_share_localhost_shm_host_name_and_cgroup()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var pod = await host.Engine.CreatePodAsync(new PodCreateRequest { Name = "web" }, default);
        const string Serve = "echo here > /dev/shm/word; exec httpd -f -p 8000 -h /dev/shm";

        var server = await host.RunAsync(InPod("server", "web", "sh", "-c", Serve));
        var client = await host.RunAsync(InPod("client", pod.ShortId));

        Assert.Equal("here\n", await host.ExecAsync("client", "cat", "/dev/shm/word"));
        Assert.Equal("here\n", await host.ExecAsync("client", "wget", "-q", "-O", "-", "http://127.0.0.1:8000/word"));
        Assert.Equal("web\n", await host.ExecAsync("client", "hostname"));
        Assert.Contains(pod.Cgroup!, await File.ReadAllTextAsync($"/proc/{client.Status.Process!.Pid}/cgroup"), StringComparison.Ordinal);
        Assert.NotEqual(Namespace(server, "pid"), Namespace(client, "pid"));
        Assert.Equal(PodState.Running, host.Engine.GetPod("web").State);
    }

    [KernelFact]
    public async Task A_pod_that_shares_process_ids_reaps_and_stops_at_once()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.Engine.CreatePodAsync(
            new PodCreateRequest { Name = "all", Shares = PodShare.Parse("+pid,cgroup") }, default);
        var app = await host.RunAsync(InPod("app", "all"));
        var infra = host.Engine.GetPod("all").Infra!;

        Assert.Equal(Namespace(infra, "pid"), Namespace(app, "pid"));
        Assert.Equal(Namespace(infra, "cgroup"), Namespace(app, "cgroup"));
        await host.ExecAsync("app", "sh", "-c", "(sleep 0.1 &)");
        await TestHost.EventuallyAsync(
            async () => !(await host.ExecAsync("app", "ps")).Contains("[sleep]", StringComparison.Ordinal), "none is left");

        await host.Engine.StopContainerAsync("app", TimeSpan.Zero, default);
        await host.Engine.StopPodAsync("all", TimeSpan.FromSeconds(20), default);
        Assert.Equal(0, host.Engine.GetPod("all").Infra!.Status.ExitCode);
    }

    private static CreateRequest InPod(string name, string pod, params string[] command) => new()
    {
        Image = TestImage.Name,
        Name = name,
        Pod = pod,
        Command = command,
        Network = new NetworkSpec { Mode = "" },
    };

    private static string? Namespace(Container container, string kind) =>
        new FileInfo($"/proc/{container.Status.Process!.Pid}/ns/{kind}").LinkTarget;
}
