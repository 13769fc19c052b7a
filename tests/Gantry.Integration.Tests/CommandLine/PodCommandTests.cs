using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>Pods as a person uses them; words and exit codes are those of Podman 4.3.1.</summary>
public sealed class PodCommandTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task Pods_are_created_listed_and_inspected_in_Podmans_words()
    {
        await using var host = new TestHost();

        var id = await host.GantryOutputAsync("pod", "create", "--name", "p1", "--label", "a=b");
        await host.GantryOutputAsync("pod", "create", "--infra=false", "p2");
        var infra = await host.GantryOutputAsync("pod", "inspect", "--format", "{{.InfraContainerID}}", "p1");

        Assert.Equal(
            $"p2 Created 0  map[]\np1 Created 1 {infra[..12]} map[a:b]",
            await host.GantryOutputAsync(
                "pod", "ps", "--format", "{{.Name}} {{.Status}} {{.NumberOfContainers}} {{.InfraID}} {{.Labels}}"));
        Assert.StartsWith(
            "POD ID        NAME        STATUS      CREATED",
            await host.GantryOutputAsync("pod", "ls", "--filter", "name=p1"),
            StringComparison.Ordinal);
        Assert.Equal(id, await host.GantryOutputAsync("pod", "ps", "-q", "--filter", "label=a=b"));
        Assert.Equal(
            $"{infra[..12]} {id[..12]}-infra  {id[..12]} p1 true",
            await host.GantryOutputAsync(
                "ps", "-a", "--format", "{{.ID}} {{.Names}} {{.Command}} {{.Pod}} {{.PodName}} {{.IsInfra}}"));
        Assert.EndsWith("POD ID      PODNAME", await host.GantryOutputAsync("ps", "--pod"), StringComparison.Ordinal);
        Assert.Equal(
            "Created [ipc net uts] true 1 1",
            await host.GantryOutputAsync(
                "pod", "inspect", "p1", "--format",
                "{{.State}} {{.SharedNamespaces}} {{.CreateInfra}} {{.NumContainers}} {{len .Containers}}"));
        Assert.Equal("", await host.GantryOutputAsync("pod", "exists", id[..5]));
        Assert.Equal(1, (await host.GantryAsync("pod", "exists", "nope")).ExitCode);
    }

    [KernelTheory]
    [InlineData("stop", "Exited")]
    [InlineData("continue", "Degraded")]
    public async Task The_exit_policy_decides_on_the_infra_container_when_the_last_container_has_ended(
        string policy, string state)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("pod", "create", "--exit-policy", policy, "p");
        await host.GantryOutputAsync("run", "-d", "--pod", "p", "--name", "one", Image);
        await host.GantryOutputAsync("run", "-d", "--pod", "p", "--name", "two", Image);

        await host.GantryOutputAsync("stop", "-t", "0", "one");
        Assert.Equal(
            $"{policy} Degraded", await host.GantryOutputAsync("pod", "inspect", "-f", "{{.ExitPolicy}} {{.State}}", "p"));
        await host.GantryOutputAsync("stop", "-t", "0", "two");

        await TestHost.EventuallyAsync(
            async () => await host.GantryOutputAsync("pod", "inspect", "-f", "{{.State}}", "p") == state, "it is " + state);
        Assert.Equal(
            "NAMESPACES",
            (await host.GantryOutputAsync("pod", "ps", "--ns")).Split('\n')[0].Split("  ", StringSplitOptions.RemoveEmptyEntries)[6].Trim());
    }

    [KernelFact]
    public async Task What_cannot_be_is_refused_in_Podmans_words()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var id = await host.GantryOutputAsync("pod", "create", "--name", "p1");
        var infra = await host.GantryOutputAsync("pod", "inspect", "--format", "{{.InfraContainerID}}", "p1");
        var app = await host.GantryOutputAsync("run", "-d", "--pod", "p1", "--name", "app", Image);
        const string Shared = "network cannot be configured when it is shared with a pod";

        await host.RefusedAsync(125, "name \"p1\" is in use: pod already exists", "pod", "create", "--name", "p1");
        await host.RefusedAsync(125, "name \"p1\" is in use: pod already exists", "create", "--name", "p1", Image);
        await host.RefusedAsync(125, "name \"app\" is in use", "pod", "create", "--name", "app");
        await host.RefusedAsync(
            125, "invalid kernel namespace to share: foo. Options are: cgroup, ipc, net, pid, uts or none",
            "pod", "create", "--share", "foo");
        await host.RefusedAsync(
            125, "cannot set share(ipc) namespaces without an infra container",
            "pod", "create", "--infra=false", "--share", "ipc");
        await host.RefusedAsync(
            125, "you must have an infra container to publish port bindings to the host",
            "pod", "create", "--infra=false", "-p", "80:80");
        await host.RefusedAsync(125, "invalid pod exit policy: \"x\"", "pod", "create", "--exit-policy", "x");
        await host.RefusedAsync(125, "no pod with name or ID nope found: no such pod", "run", "--pod", "nope", Image);
        await host.RefusedAsync(125, Shared, "run", "--pod", "p1", "-p", "80:80", Image);
        await host.RefusedAsync(
            125, "cannot set hostname when joining the pod UTS namespace", "run", "--pod", "p1", "--hostname", "x", Image);
        await host.RefusedAsync(
            125,
            $"container {infra} is the infra container of pod {id} and cannot be removed without removing the pod",
            "rm", "-f", infra);
        await host.RefusedAsync(
            125,
            $"* removing container {app} from pod {id}: cannot remove container {app} as it is running - running or paused "
            + "containers cannot be removed without force: container state improper",
            "pod", "rm", "p1");
        await host.RefusedAsync(1, "no pod with name or ID nope found: no such pod", "pod", "rm", "nope");
        await host.RefusedAsync(125, "no pod with name or ID nope found: no such pod", "pod", "stop", "nope");
        await host.RefusedAsync(125, "inspecting object: no such pod nope", "pod", "inspect", "nope");
        Assert.Equal("", await host.GantryOutputAsync("pod", "rm", "--ignore", "nope"));
        var left = await host.GantryOutputAsync("ps", "--format", "{{if .IsInfra}}{{.ID}}{{else}}{{.Names}}{{end}}");
        Assert.Equal(new HashSet<string> { infra[..12], "app" }, left.Split('\n').ToHashSet());
    }

    [KernelFact]
    public async Task A_pod_is_stopped_started_paused_and_removed_with_all_its_containers()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--pod", "new:p1", "--name", "app", Image);
        var id = await host.GantryOutputAsync("pod", "inspect", "--format", "{{.Id}}", "p1");

        Assert.Equal("Running", await StateAsync());
        Assert.Equal(id, await host.GantryOutputAsync("pod", "pause", "p1"));
        Assert.Equal("Paused", await StateAsync());
        Assert.Equal(id, await host.GantryOutputAsync("pod", "unpause", "p1"));
        Assert.Equal(id, await host.GantryOutputAsync("pod", "stop", "-t", "0", "p1"));
        Assert.Equal("Exited", await StateAsync());
        Assert.Equal(id, await host.GantryOutputAsync("pod", "start", "p1"));
        Assert.Equal("Running", await StateAsync());
        await host.GantryOutputAsync("stop", "-t", "0", "app");
        Assert.Equal("Degraded", await StateAsync());
        await host.GantryOutputAsync("pod", "stop", "p1");
        await host.GantryOutputAsync("start", "app");
        Assert.Equal("Running", await StateAsync());
        Assert.Equal(id, await host.GantryOutputAsync("pod", "kill", "p1"));
        Assert.Equal(id, await host.GantryOutputAsync("pod", "rm", "-f", "-t", "0", "p1"));
        Assert.Equal("", await host.GantryOutputAsync("ps", "-aq"));
        Assert.Equal("", await host.GantryOutputAsync("pod", "ps", "-q"));

        await host.GantryOutputAsync("run", "-d", "--pod", "new:p1", "--name", "app", Image);
        await host.GantryOutputAsync("rm", "-fa", "-t", "0");
        Assert.Equal("", await host.GantryOutputAsync("pod", "ps", "-q"));
        await host.RefusedAsync(125, "", "run", "--pod", "new:p2", "--memory-swap", "1m", Image);
        Assert.Equal("", await host.GantryOutputAsync("pod", "ps", "-q"));

        Task<string> StateAsync() => host.GantryOutputAsync("pod", "inspect", "--format", "{{.State}}", "p1");
    }

    [KernelFact]
    public async Task A_container_is_restored_into_another_pod()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var archive = host.PathOf("app.tar");
        await host.GantryOutputAsync("run", "-d", "--pod", "new:p1", "--name", "app", Image);
        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "app");
        await host.GantryOutputAsync("pod", "create", "--name", "p2");
        await host.GantryOutputAsync("pod", "rm", "-f", "-t", "0", "p1");

        await host.RefusedAsync(125, "cannot restore pod container without --pod", "container", "restore", "-i", archive);
        var restored = await host.GantryOutputAsync("container", "restore", "-i", archive, "--pod", "p2");

        Assert.Equal(
            await host.GantryOutputAsync("pod", "inspect", "--format", "{{.Id}} running", "p2"),
            await host.GantryOutputAsync("inspect", "--format", "{{.Pod}} {{.State.Status}}", restored));
        await host.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app");
        await host.GantryOutputAsync("rm", "-f", "app");
        await host.GantryOutputAsync("container", "restore", "--pod", "p2", "--name", "again", "cp");
        Assert.Equal("Running", await host.GantryOutputAsync("pod", "inspect", "--format", "{{.State}}", "p2"));
    }
}
