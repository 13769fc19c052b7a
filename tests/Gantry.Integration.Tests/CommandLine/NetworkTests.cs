using System.Globalization;
using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>Networks as a person uses them.</summary>
public sealed class NetworkTests
{
    private readonly int _number = ClientNamespace.NewNumber();

    [KernelFact]
    public async Task Networks_are_created_listed_inspected_and_removed_in_Podmans_words()
    {
        await using var host = new TestHost();

        Assert.Equal("gantry1", await host.GantryOutputAsync("network", "create"));
        Assert.Equal("back", await host.GantryOutputAsync(
            "network", "create", "--subnet", $"10.215.{_number}.0/24", "--label", "a=b", "--disable-dns", "back"));
        Assert.Equal("back\ngantry\ngantry1", await host.GantryOutputAsync("network", "ls", "-q"));
        Assert.Equal(
            $"bridge false {{10.215.{_number}.0/24 10.215.{_number}.1}} b",
            await host.GantryOutputAsync(
                "network", "inspect", "--format",
                "{{.Driver}} {{.DNSEnabled}} {{index .Subnets 0}} {{index .Labels \"a\"}}", "back"));
        await host.RefusedAsync(125, "network name back already used: network already exists", "network", "create", "back");
        await host.RefusedAsync(
            125,
            $"subnet 10.215.{_number}.128/25 is already used on the host or by another config",
            "network", "create", "--subnet", $"10.215.{_number}.128/25");
        await host.RefusedAsync(125, "default network gantry cannot be removed", "network", "rm", "gantry");
        await host.RefusedAsync(
            1, "unable to find network with name or ID nope: network not found", "network", "rm", "nope");
        Assert.Equal(1, (await host.GantryAsync("network", "exists", "nope")).ExitCode);
        Assert.Equal("back\ngantry1", await host.GantryOutputAsync("network", "prune", "--force"));
    }

    [KernelFact]
    public async Task Containers_find_each_other_by_name_alias_and_short_id()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("network", "create", "--subnet", $"10.215.{_number}.0/24", "back");
        var id = await host.GantryOutputAsync(
            "run", "-d", "--name", "db", "--network", $"back:ip=10.215.{_number}.9,alias=store", TestImage.Name);
        await host.GantryOutputAsync("run", "-d", "--name", "web", "--network", "back", TestImage.Name);

        foreach (var name in new[] { "db", "store", id[..12] })
        {
            var answer = await host.GantryOutputAsync("exec", "web", "nslookup", name, $"10.215.{_number}.1");
            Assert.Contains($"Address: 10.215.{_number}.9", answer, StringComparison.Ordinal);
        }

        var hosts = await host.GantryOutputAsync("exec", "db", "cat", "/etc/hosts");
        Assert.Contains($"10.215.{_number}.9\t{id[..12]} db", hosts, StringComparison.Ordinal);
        Assert.Contains($"10.215.{_number}.1\thost.containers.internal", hosts, StringComparison.Ordinal);
        Assert.StartsWith(
            $"search dns.podman\nnameserver 10.215.{_number}.1",
            await host.GantryOutputAsync("exec", "db", "cat", "/etc/resolv.conf"),
            StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task A_published_port_is_shown_kept_from_others_and_goes_even_after_a_kill()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var port = 20_000 + (_number * 10);
        var address = $"127.0.0.1:{port}";
        await host.GantryOutputAsync("volume", "create", "data");
        await Workload.PlaceAsync(host.Layout.VolumeData("data"));
        await host.GantryOutputAsync(
            "run", "-d", "--name", "web", "-p", $"{address}:80", "-v", "data:/data", TestImage.Name,
            "/data/workload", "echo", "80");

        var bindings = await host.GantryOutputAsync("inspect", "--format", "{{.HostConfig.PortBindings}}", "web");
        var ports = await host.GantryOutputAsync("port", "web");
        var column = await host.GantryOutputAsync("ps", "--format", "{{.Ports}}");
        var second = await host.GantryAsync("run", "-d", "--name", "other", "-p", $"{address}:81", TestImage.Name);
        var pid = int.Parse(
            await host.GantryOutputAsync("inspect", "--format", "{{.State.ConmonPid}}", "web"), CultureInfo.InvariantCulture);
        var first = int.Parse(
            await host.GantryOutputAsync("inspect", "--format", "{{.State.Pid}}", "web"), CultureInfo.InvariantCulture);

        Assert.Equal(
            (
                $"map[80/tcp:[{{127.0.0.1 {port}}}]]", $"80/tcp -> {address}", $"{address}->80/tcp", 125),
            (bindings, ports, column, second.ExitCode));
        Assert.Contains("address already in use", second.StandardError, StringComparison.Ordinal);
        Kill(pid);
        Kill(first);
        await host.GantryOutputAsync("rm", "--all", "--force", "--time", "0");
        Assert.DoesNotContain(
            port.ToString(CultureInfo.InvariantCulture), await FirewallAsync(), StringComparison.Ordinal);
        await HostState.RequireSoundAsync(host, "a kill");
    }

    [KernelFact]
    public async Task A_running_container_joins_and_leaves_networks()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("network", "create", "--subnet", $"10.215.{_number}.0/24", "back");
        await host.GantryOutputAsync("run", "-d", "--name", "web", TestImage.Name);

        await host.GantryOutputAsync("network", "connect", "--ip", $"10.215.{_number}.44", "back", "web");
        var joined = await host.GantryOutputAsync("exec", "web", "ip", "address");
        await host.RefusedAsync(125, "is already connected to network \"back\"", "network", "connect", "back", "web");
        await host.RefusedAsync(2, "has associated containers with it", "network", "rm", "back");
        await host.GantryOutputAsync("network", "disconnect", "back", "web");
        var left = await host.GantryOutputAsync("exec", "web", "ip", "address");
        await host.GantryOutputAsync("network", "rm", "back");

        Assert.Contains($"10.215.{_number}.44/24", joined, StringComparison.Ordinal);
        Assert.DoesNotContain("eth1", left, StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task An_imported_container_publishes_the_ports_it_is_told_to()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = host.PathOf("web.tar");
        await host.GantryOutputAsync("run", "-d", "--name", "web", "-p", $"127.0.0.1:{20_005 + (_number * 10)}:80", TestImage.Name);
        await host.GantryOutputAsync("container", "checkpoint", "--export", archive, "web");
        await host.GantryOutputAsync("rm", "web");

        await host.GantryOutputAsync(
            "container", "restore", "--import", archive, "--publish", $"127.0.0.1:{20_006 + (_number * 10)}:80");

        Assert.Equal($"80/tcp -> 127.0.0.1:{20_006 + (_number * 10)}", await host.GantryOutputAsync("port", "web"));
    }

    private static void Kill(int pid)
    {
        using var process = Pidfd.TryOpen(pid);
        process?.TrySignal(9);
    }

    private static async Task<string> FirewallAsync() =>
        (await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/usr/sbin/iptables-save", Arguments = [] }, default)).StandardOutput;
}
