using System.Globalization;
using System.Text.RegularExpressions;
using Gantry.Engine.Model;
using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests;

/// <summary>Migrations over OpenSSH, client and server, between two hosts with networks of their own.</summary>
public sealed class SshMigrationTests
{
    private const int SigKill = 9;

    [SshFact]
    public async Task A_container_moves_over_ssh()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Scripts.Counter);
        await RunCounterAsync(hosts.Source);

        var result = await hosts.Source.GantryAsync(hosts.Ssh.Environment, "migrate", "app", hosts.Ssh.Destination);

        Assert.True(result.ExitCode == 0, result.StandardError);
        Assert.Contains($"app runs on {hosts.Ssh.Destination}", result.StandardOutput, StringComparison.Ordinal);
        Assert.Empty(hosts.Source.Engine.ListContainers());
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [SshFact]
    public async Task Each_way_that_ssh_fails_is_told_in_one_sentence_and_the_container_runs_on()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Scripts.Counter);
        await RunCounterAsync(hosts.Source);

        await RequireRefusedAsync(
            hosts, "is not the absolute path of an executable file", new Dictionary<string, string> { ["GANTRY_SSH"] = "/nowhere/ssh" });

        File.Move(hosts.Ssh.GantryPath, hosts.Ssh.GantryPath + ".away");
        await RequireRefusedAsync(hosts, $"{hosts.Ssh.Destination} has no gantry that ssh finds", hosts.Ssh.Environment);
        File.Move(hosts.Ssh.GantryPath + ".away", hosts.Ssh.GantryPath);

        var known = await File.ReadAllTextAsync(hosts.Ssh.KnownHosts);
        await File.WriteAllTextAsync(hosts.Ssh.KnownHosts, "");
        await RequireRefusedAsync(hosts, "Host key verification failed", hosts.Ssh.Environment);
        await File.WriteAllTextAsync(hosts.Ssh.KnownHosts, known);

        await hosts.Ssh.StopAsync();
        await RequireRefusedAsync(hosts, "Connection refused", hosts.Ssh.Environment);

        await hosts.Ssh.StartAsync();
        var result = await hosts.Source.GantryAsync(hosts.Ssh.Environment, "migrate", "app", hosts.Ssh.Destination);
        Assert.True(result.ExitCode == 0, result.StandardError);
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [SshFact]
    public async Task When_ssh_is_killed_while_the_container_stands_still_it_runs_on_at_the_source()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Scripts.Counter);
        await RunCounterAsync(hosts.Source);
        await hosts.Ssh.Transport.StallOnceAsync(100_000);
        var start = hosts.Source.StartOf(hosts.Ssh.Environment, "migrate", "--compress", "zstd", "app", hosts.Ssh.Destination);
        var migration = ChildProcess.RunAsync(start, default);
        await TestHost.EventuallyAsync(
            () => Task.FromResult(hosts.Source.Engine.GetContainer("app").Status.State == ContainerState.Paused),
            "it stands still");

        Pidfd.TryOpen(SshOf(hosts))!.TrySignal(SigKill);
        var result = await migration;

        Assert.Equal(125, result.ExitCode);
        Assert.Contains(
            $"Cannot migrate app, it runs on here: the connection to {hosts.Ssh.Destination} ended", result.StandardError, StringComparison.Ordinal);
        await KillPoints.RequireCountingAsync(hosts.Source);
        await HostState.RequireSoundAsync(hosts.Target, "ssh was killed");
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        Assert.Empty(hosts.Target.Engine.ListContainers());
    }

    private static async Task RunCounterAsync(TestHost host)
    {
        await host.GantryOutputAsync("run", "-d", "--name", "app", "--network", "none", "-v", "data:/data", TestImage.Name);
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("app")).Count > 3, "it counts");
    }

    [SshFact]
    public async Task On_a_slow_link_what_is_sent_is_compressed_and_the_report_says_why()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Scripts.Counter);
        await RunCounterAsync(hosts.Source);
        await SharedNetwork.LimitAsync(hosts.Source.Namespace!, "20mbit");

        var result = await hosts.Source.GantryAsync(hosts.Ssh.Environment, "migrate", "app", hosts.Ssh.Destination);

        var carried = Regex.Match(result.StandardOutput, @"compressed with (?:lz4|zstd|zstd:1): the link carries ([\d.]+) MB/s, and ");
        Assert.True(carried.Success, result.StandardOutput + result.StandardError);
        Assert.InRange(double.Parse(carried.Groups[1].Value, CultureInfo.InvariantCulture), 1.5, 6);
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    private static async Task RequireRefusedAsync(
        ConnectedHosts hosts, string words, IReadOnlyDictionary<string, string> environment)
    {
        var result = await hosts.Source.GantryAsync(environment, "migrate", "app", hosts.Ssh.Destination);

        Assert.Equal(125, result.ExitCode);
        Assert.Contains(words, result.StandardError, StringComparison.Ordinal);
        Assert.Single(result.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        await KillPoints.RequireCountingAsync(hosts.Source);
    }

    private static int SshOf(ConnectedHosts hosts) => ProcessTable.Ids().Single(pid =>
    {
        var words = CommandLine(pid);
        return words.StartsWith("/usr/bin/ssh\0", StringComparison.Ordinal)
            && words.Contains(hosts.Ssh.Destination, StringComparison.Ordinal);
    });

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
