using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;
using Xunit.Abstractions;

namespace Gantry.Integration.Tests.Faults;

/// <summary>
/// Migrations that are interrupted at every point of both ends: never do two copies run, and after
/// <c>migration recover</c> exactly one does, which has neither gone back nor skipped. Each test prints what is known of
/// the table in docs/migration.md by then.
/// </summary>
public sealed class MigrationFaultTests(ITestOutputHelper output)
{
    private const int MaximumPoints = 100;
    private const int SigInt = 2;
    private const int SigKill = 9;

    private static readonly FaultTable s_table = new();
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [InlineData("source", "commit")]
    [InlineData("source", "unwritten")]
    [InlineData("target", "commit")]
    [InlineData("target", "unwritten")]
    [InlineData("both", "commit")]
    public async Task Killed_at_every_point_one_copy_goes_on(string end, string kind)
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        var transport = OneShotTransport.To(hosts.Target);

        for (var n = 1; n < MaximumPoints; n++)
        {
            var point = $"{kind}:{n}";
            if (end is "target" or "both")
            {
                await transport.KillOnceAsync(point);
            }

            var result = await hosts.Source.GantryAsync(
                end is "source" or "both" ? await KillSwitch.AtAsync(point) : new Dictionary<string, string>(),
                hosts.Command("app", transport.Command));
            var wasKilled = result.ExitCode == KillSwitch.Killed || await transport.HasKilledAsync();
            await RequireRecoveredAsync(hosts, $"{end} killed", point);
            if (!wasKilled && n > 1)
            {
                output.WriteLine(s_table.ToString());
                return;
            }
        }

        Assert.Fail("The migration never came to its end.");
    }

    [KernelFact]
    public async Task A_connection_that_is_cut_at_any_message_leaves_one_copy_going_on()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        var transport = OneShotTransport.To(hosts.Target);

        // Within and after "offer", within the archive; then within and after each of the answers.
        foreach (var (there, back) in new (long?, long?)[]
        {
            (0, null), (5, null), (100, null), (600, null), (20_000, null), (200_000, null), (null, 0), (null, 5), (null, 60),
            (null, 70), (null, 80), (null, 90), (null, 95), (null, 100), (null, 110), (null, 150), (null, null),
        })
        {
            await transport.CutOnceAsync(there, back);
            await hosts.Source.GantryAsync(hosts.Command("app", transport.Command));
            await RequireRecoveredAsync(
                hosts, "connection cut", $"after {there?.ToString() ?? "all"} bytes there, {back?.ToString() ?? "all"} back");
        }

        output.WriteLine(s_table.ToString());
    }

    [KernelTheory]
    [InlineData("checkpoint")]
    [InlineData("restore")]
    public async Task Where_CRIU_fails_the_container_runs_on_at_the_source_at_once(string work)
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        var runc = hosts.Target.PathOf("runc");
        await File.WriteAllTextAsync(
            runc, $"#!/bin/sh\ncase \" $* \" in *\" {work} \"*) echo no luck >&2; exit 1;; esac\nexec /usr/sbin/runc \"$@\"\n");
        File.SetUnixFileMode(runc, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var result = await hosts.Source.GantryAsync(
            new Dictionary<string, string> { ["GANTRY_RUNC"] = runc }, hosts.Command("app", OneShotTransport.To(hosts.Target).Command));

        Assert.Equal(125, result.ExitCode);
        await RequireAtSourceAsync(hosts, $"{work} fails");
    }

    [KernelFact]
    public async Task A_disk_that_fills_up_at_the_target_leaves_the_container_running_at_the_source()
    {
        await using var hosts = await TestHosts.WithSmallTargetAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        await hosts.Source.ExecAsync("app", "dd", "if=/dev/urandom", "of=/root/big", "bs=1M", "count=8");
        var transport = OneShotTransport.To(hosts.Target);
        // Late enough that giving up frees some space: without any, the target could not note that it did.
        await transport.FillOnceAsync(3_000_000, hosts.Target.Layout.Root);

        var result = await hosts.Source.GantryAsync(hosts.Command("app", transport.Command));

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("full", result.StandardError, StringComparison.Ordinal);
        await RequireAtSourceAsync(hosts, "disk full");
    }

    [KernelFact]
    public async Task A_disk_that_is_too_small_at_the_target_is_said_before_anything_stands_still()
    {
        await using var hosts = await TestHosts.WithSmallTargetAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        await hosts.Source.ExecAsync("app", "dd", "if=/dev/urandom", "of=/data/big", "bs=1M", "count=64");

        await hosts.Source.RefusedAsync(125, "free space, or use another --root", hosts.Command("app"));

        await RequireAtSourceAsync(hosts, "disk too small");
    }

    [KernelTheory]
    [InlineData("source")]
    [InlineData("target")]
    public async Task Killed_while_files_are_sent_ahead_the_container_runs_on_and_nothing_is_at_the_target(string end)
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        await hosts.Source.ExecAsync("app", "dd", "if=/dev/urandom", "of=/data/large", "bs=1M", "count=8");
        var start = hosts.Source.StartOf(
            new Dictionary<string, string>(), ["migrate", "--bandwidth", "1m", .. hosts.Command("app").Skip(1)]);
        await using var migrate = ChildProcess.Start(
            start with { StandardOutput = StandardStream.Null, StandardError = StandardStream.Null });
        await TestHost.EventuallyAsync(
            () => Task.FromResult(Names(hosts.Target.Layout.Volumes).Any()), "the target has something of it");

        if (end == "source")
        {
            migrate.Signal(SigKill);
        }
        else
        {
            Signals.Send(ProcessTable.Ids().Single(pid => IsReceiver(pid, hosts.Target.Folder)), SigKill);
        }

        await migrate.WaitAsync(default);
        Assert.Equal(hosts.Source, Assert.Single(Where(hosts)));
        await KillPoints.RequireCountingAsync(hosts.Source);
        await RequireRecoveredAsync(hosts, $"{end} killed", "while files were sent ahead");
        Assert.Empty(Names(hosts.Target.Layout.Volumes));
        Assert.Empty(Names(hosts.Target.Layout.Containers));
    }

    [KernelFact]
    public async Task Files_that_do_not_fit_leave_the_container_running_and_the_target_empty()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        var transport = OneShotTransport.To(hosts.Target);
        await hosts.Source.ExecAsync("app", "dd", "if=/dev/urandom", "of=/data/large", "bs=1M", "count=8");
        await transport.BreakOnceAsync("ulimit -f 4096");

        var result = await hosts.Source.GantryAsync(hosts.Command("app", transport.Command));

        Assert.Equal(125, result.ExitCode);
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        Assert.Empty(Names(hosts.Target.Layout.Volumes));
        await RequireRecoveredAsync(hosts, "disk full", "while files were sent ahead");
    }

    [KernelFact]
    public async Task Interrupted_by_the_person_one_copy_goes_on()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        for (var delay = 50; delay <= 1250; delay += 150)
        {
            var start = hosts.Source.StartOf(new Dictionary<string, string>(), hosts.Command("app"));
            await using var migrate = ChildProcess.Start(start with { StandardOutput = StandardStream.Null, StandardError = StandardStream.Null });
            await Task.Delay(delay);
            migrate.Signal(SigInt);
            await migrate.WaitAsync(default);
            await RequireRecoveredAsync(hosts, "interrupted", $"after {delay} ms");
        }

        output.WriteLine(s_table.ToString());
    }

    [KernelFact]
    public async Task Aborted_after_the_decision_it_runs_at_the_source_once_the_target_has_given_it_up()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        var transport = OneShotTransport.To(hosts.Target);
        await KillAfterDecisionAsync(hosts, hosts.Command("app", transport.Command));

        await hosts.Source.GantryOutputAsync("migration", "abort", "app");

        Assert.Empty(hosts.Target.Engine.ListContainers());
        Assert.Empty(hosts.Target.Engine.ListMigrations());
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        await KillPoints.RequireCountingAsync(hosts.Source);
    }

    [KernelFact]
    public async Task What_is_handed_over_or_held_is_blocked_for_other_commands()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        var transport = OneShotTransport.To(hosts.Target);
        await KillAfterDecisionAsync(hosts, hosts.Command("app", transport.Command));

        await hosts.Source.RefusedAsync(125, "was handed over to target", "unpause", "app");
        await hosts.Target.RefusedAsync(125, "is held for a migration", "rm", "-f", "app");
        Assert.Contains("decides", await hosts.Target.GantryOutputAsync("migration", "recover"), StringComparison.Ordinal);
        await hosts.Target.RefusedAsync(125, "is decided by", "migration", "abort", "app");

        await RequireRecoveredAsync(hosts, "source killed", "after the decision");
    }

    [KernelFact]
    public async Task A_recovered_source_keeps_its_copy_where_that_was_asked_for()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("web", s_data);
        await KillAfterDecisionAsync(hosts, hosts.Command("web", OneShotTransport.To(hosts.Target).Command), "--name", "app", "--keep-source");

        await hosts.Source.GantryOutputAsync("migration", "recover");

        Assert.Equal(ContainerState.Stopped, hosts.Source.Engine.GetContainer("web-migrated").Status.State);
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        Assert.Single(hosts.Source.Engine.ListVolumes());
        await HostState.RequireSoundAsync(hosts.Source, "the source");
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    /// <summary>Ends the source just after it decided; the target holds the container and has not heard.</summary>
    private static async Task KillAfterDecisionAsync(TestHosts hosts, string[] command, params string[] options)
    {
        for (var n = 1; n < MaximumPoints; n++)
        {
            await hosts.Source.GantryAsync(await KillSwitch.AtAsync($"commit:{n}"), [command[0], .. options, .. command.Skip(1)]);
            await SettledAsync(hosts);
            var (source, target) = (States(hosts.Source), States(hosts.Target));
            if (source == MigrationState.Committed && target == MigrationState.Prepared)
            {
                return;
            }

            await hosts.Source.GantryAsync("migration", "recover");
        }

        Assert.Fail("It was never killed between the decision and the word of it.");
    }

    private static MigrationState? States(TestHost host) => host.Engine.ListMigrations() is [var one, ..] ? one.State : null;

    /// <summary>Nothing has to be recovered: the command itself has seen to it.</summary>
    private async Task RequireAtSourceAsync(TestHosts hosts, string fault)
    {
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        Assert.Equal(ContainerState.Running, hosts.Source.Engine.GetContainer("app").Status.State);
        await RequireRecoveredAsync(hosts, fault, "");
        output.WriteLine(s_table.ToString());
    }

    /// <summary>At most one copy runs, at once; after the recovery one does, and counts on; then it is back at the source.</summary>
    private static async Task RequireRecoveredAsync(TestHosts hosts, string fault, string point)
    {
        try
        {
            await SettledAsync(hosts);
            var before = Where(hosts);
            var step = (States(hosts.Source), States(hosts.Target));
            Assert.True(before.Count <= 1, "two copies run");
            await hosts.Source.GantryOutputAsync("migration", "recover");
            await hosts.Target.GantryOutputAsync("migration", "recover");

            // What a target that was killed once the container ran had still to tidy up; any next command on it does.
            await hosts.Target.GantryOutputAsync("recover");
            Assert.True(Where(hosts).Count == 1, $"not one copy runs. Source: {Describe(hosts.Source)}. Target: {Describe(hosts.Target)}");
            var host = Where(hosts)[0];
            Assert.Single(hosts.Source.Engine.ListContainers().Concat(hosts.Target.Engine.ListContainers()));
            Assert.Empty(hosts.Source.Engine.ListMigrations());
            await KillPoints.RequireCountingAsync(host);
            await HostState.RequireSoundAsync(hosts.Source, "the source");
            await HostState.RequireSoundAsync(hosts.Target, "the target");
            s_table.Add(fault, step, Name(hosts, before), Name(hosts, [host]));
            OneShotTransport.To(hosts.Target).Mend();
            if (host == hosts.Target)
            {
                await hosts.Target.GantryOutputAsync(
                    "migrate", "--transport", TestHosts.TransportTo(hosts.Source), "app", "source");
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{fault} {point}: {e.Message}", e);
        }
    }

    private static IReadOnlyList<TestHost> Where(TestHosts hosts) =>
        [.. new[] { hosts.Source, hosts.Target }.Where(host => host.Engine.ListContainers()
            .Any(container => container.Status.State == ContainerState.Running))];

    private static string Describe(TestHost host) => string.Join(", ", host.Engine.ListContainers().Select(container =>
        $"{container.Name} is {container.Status.State}, exit code {container.Status.ExitCode}"));

    private static string Name(TestHosts hosts, IReadOnlyList<TestHost> where) =>
        where.Count == 0 ? "nobody" : where[0] == hosts.Source ? "source" : "target";

    // What outlives the source's process: a target that has not noticed yet.
    private static Task SettledAsync(TestHosts hosts) => TestHost.EventuallyAsync(
        () => Task.FromResult(!ProcessTable.Ids().Any(pid => IsReceiver(pid, hosts.Target.Folder))), "the target is done");

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)) : [];

    private static bool IsReceiver(int pid, string folder)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline");
            return words.Contains(folder, StringComparison.Ordinal) && words.EndsWith("migrate-receive\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
