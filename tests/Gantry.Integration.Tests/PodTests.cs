using System.Formats.Tar;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Containers of a pod share what it says, and move between pods.</summary>
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

    [KernelTheory]
    [InlineData("ipc,net,uts")]
    [InlineData("net")]
    [InlineData("ipc,net,uts,pid")]
    public async Task A_counter_moves_into_a_pod_of_another_host_and_counts_on(string shares)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        var kinds = PodShare.Parse(shares);
        await source.Engine.CreatePodAsync(new PodCreateRequest { Name = "one", Shares = kinds }, default);
        var pod = await target.Engine.CreatePodAsync(new PodCreateRequest { Name = "two", Shares = kinds }, default);
        await source.RunAsync(InPod("counter", "one"));
        await TestHost.EventuallyAsync(async () => (await source.ReadLinesAsync("counter")).Count > 5, "it counts");

        var archive = await source.ExportAsync("counter");
        var last = (await source.ReadLinesAsync("counter")).Count;
        await ImportAsync(target, archive, "two");

        await TestHost.EventuallyAsync(async () => (await target.ReadLinesAsync("counter")).Count > last + 5, "it counts on");
        var lines = await target.ReadLinesAsync("counter");
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        var (moved, infra) = (target.Engine.GetContainer("counter"), target.Engine.GetPod("two").Infra!);
        Assert.Equal(pod.Id, moved.Spec.Pod);
        Assert.All(
            PodShare.Names(kinds), kind => Assert.Equal((kind, Namespace(infra, kind)), (kind, Namespace(moved, kind))));
        Assert.Contains(pod.Cgroup!, await File.ReadAllTextAsync($"/proc/{moved.Status.Process!.Pid}/cgroup"), StringComparison.Ordinal);
        Assert.Equal(ContainerState.Running, source.Engine.GetPod("one").Infra!.Status.State);
    }

    [KernelFact]
    public async Task A_counter_goes_on_in_its_own_pod_after_the_pod_was_stopped()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.Engine.CreatePodAsync(new PodCreateRequest { Name = "one" }, default);
        await host.RunAsync(InPod("counter", "one"));
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("counter")).Count > 5, "it counts");
        await host.Engine.CheckpointAsync("counter", new CheckpointRequest(), null, default);
        var last = (await host.ReadLinesAsync("counter")).Count;
        await host.Engine.StopPodAsync("one", TimeSpan.Zero, default);

        await host.Engine.RestoreAsync("counter", new RestoreRequest(), null, default);

        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("counter")).Count > last + 5, "it counts on");
        Assert.Equal(PodState.Running, host.Engine.GetPod("one").State);
    }

    [KernelFact]
    public async Task What_does_not_fit_is_refused_in_Podmans_words_and_nothing_is_made_or_started()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.Engine.CreatePodAsync(new PodCreateRequest { Name = "one" }, default);
        await source.RunAsync(InPod("inside", "one"));
        await source.RunAsync("outside");
        var (inside, outside) = (await source.ExportAsync("inside"), await source.ExportAsync("outside"));
        foreach (var (name, shares) in new[] { ("n", "net"), ("in", "ipc,net"), ("iu", "ipc,uts"), ("none", "none") })
        {
            await target.Engine.CreatePodAsync(new PodCreateRequest { Name = name, Shares = PodShare.Parse(shares) }, default);
        }

        await RefusedAsync(inside, null, "cannot restore pod container without --pod");
        await RefusedAsync(outside, "n", "cannot restore non pod container into pod");
        await RefusedAsync(inside, "nope", "pod \"nope\" cannot be retrieved: no pod with name or ID nope found: no such pod");
        await RefusedAsync(
            inside, "none", "cannot retrieve infra container from pod \"none\": pod has no infra container: no such container");
        await RefusedAsync(inside, "n", "pod n does not share the IPC namespace");
        await RefusedAsync(inside, "iu", "pod iu does not share the network namespace");
        await RefusedAsync(inside, "in", "pod in does not share the UTS namespace");
        var infra = await Assert.ThrowsAsync<GantryException>(
            () => source.ExportAsync(source.Engine.GetPod("one").Infra!.Name));
        Assert.Contains("is the infra container of pod", infra.Message, StringComparison.Ordinal);

        async Task RefusedAsync(string archive, string? pod, string message)
        {
            var before = ImportRuleTests.Contents(target);
            var error = await Assert.ThrowsAsync<GantryException>(() => ImportAsync(target, archive, pod));
            Assert.Equal(message, error.Message);
            Assert.Equal(before, ImportRuleTests.Contents(target));
        }
    }

    [KernelFact]
    public async Task The_shm_of_the_pod_is_left_alone_though_Podman_saves_it_with_each_container()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.Engine.CreatePodAsync(new PodCreateRequest { Name = "one" }, default);
        await target.Engine.CreatePodAsync(new PodCreateRequest { Name = "two" }, default);
        await source.RunAsync(InPod("counter", "one"));
        var ours = await source.ExportAsync("counter", compression: CompressionFormat.None);
        var podmans = source.PathOf("podmans.tar");
        await AddShmAsync(ours, podmans, source.PathOf("shm.tar"));

        await ImportAsync(target, podmans, "two");

        Assert.Equal("", await target.ExecAsync("counter", "find", "/dev/shm", "-name", "word"));
    }

    [KernelFact]
    public async Task An_import_that_fails_leaves_the_pod_without_it_and_at_rest()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.Engine.CreatePodAsync(new PodCreateRequest { Name = "one" }, default);
        await target.Engine.CreatePodAsync(new PodCreateRequest { Name = "two" }, default);
        await source.RunAsync(InPod("counter", "one"));
        var archive = await source.ExportAsync("counter", compression: CompressionFormat.None);
        await using (var file = File.OpenWrite(archive))
        {
            file.SetLength(file.Length - 50_000);
        }

        await Assert.ThrowsAsync<GantryException>(() => ImportAsync(target, archive, "two"));

        Assert.Single(target.Engine.ListContainers());
        Assert.Equal(ContainerState.Stopped, target.Engine.GetPod("two").Infra!.Status.State);
    }

    private static CreateRequest InPod(string name, string pod, params string[] command) => new()
    {
        Image = TestImage.Name,
        Name = name,
        Pod = pod,
        Command = command,
        Network = new NetworkSpec { Mode = "" },
    };

    /// <summary>The archive without our manifest and with a /dev/shm in which there is a file "word".</summary>
    private static async Task AddShmAsync(string archive, string result, string shm)
    {
        await using (var inner = new TarWriter(File.Create(shm)))
        {
            await inner.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "./word") { DataStream = new MemoryStream([1]) });
        }

        await using var reader = new TarReader(File.OpenRead(archive));
        await using var writer = new TarWriter(File.Create(result));
        while (await reader.GetNextEntryAsync() is { } entry)
        {
            if (entry.Name != "gantry.manifest")
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        await writer.WriteEntryAsync(shm, "devshm-checkpoint.tar");
    }

    private static async Task ImportAsync(TestHost host, string path, string? pod)
    {
        await using var archive = File.OpenRead(path);
        await host.Engine.ImportAsync(new ImportRequest { Archive = archive, ArchiveName = path, Pod = pod }, null, default);
    }

    private static string? Namespace(Container container, string kind) =>
        new FileInfo($"/proc/{container.Status.Process!.Pid}/ns/{kind}").LinkTarget;
}
