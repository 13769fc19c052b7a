using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Faults;

/// <summary>The runtime or CRIU is killed at its work, gantry is not: the command fails, and all is as before.</summary>
public sealed class KilledToolTests
{
    private const int SignalTrap = 128 + 5;

    private static readonly string[] s_verbs = ["checkpoint", "restore", "create"];

    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [InlineData("runc")]
    [InlineData("criu")]
    public async Task A_tool_killed_during_the_dump_leaves_the_container_running_or_says_that_it_ended(string tool)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);

        for (var delay = 0; delay < 3; delay++)
        {
            var result = await KillingAsync(host, tool, delay, "container", "checkpoint", "-e", host.PathOf("app.tar"), "app");

            if (result.ExitCode == 0)
            {
                await host.GantryOutputAsync("container", "restore", "app");
            }
            else if (tool == "criu" && result.StandardError.Contains("it has ended", StringComparison.Ordinal))
            {
                // Struck where only CRIU could have put the process back.
                Assert.Equal(125, result.ExitCode);
                await HostState.RequireSoundAsync(host, $"{tool} was killed");
                Assert.Equal(SignalTrap, Assert.Single(host.Engine.ListContainers()).Status.ExitCode);
                await host.GantryOutputAsync("rm", "app");
                await host.RunAsync("app", s_data);
            }
            else
            {
                Assert.Equal(125, result.ExitCode);
                Assert.Contains("runs on as before", result.StandardError, StringComparison.Ordinal);
            }

            await HostState.RequireSoundAsync(host, $"{tool} was killed");
            await KillPoints.RequireCountingAsync(host);
        }
    }

    [KernelTheory]
    [InlineData("runc")]
    [InlineData("criu")]
    public async Task A_tool_killed_during_a_restore_in_place_leaves_the_checkpoint(string tool)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);

        for (var delay = 0; delay < 9; delay++)
        {
            await host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default);

            var result = await KillingAsync(host, tool, delay * 15, "container", "restore", "app");

            await HostState.RequireSoundAsync(host, $"{tool} was killed");
            if (result.ExitCode != 0)
            {
                Assert.Contains("Cannot restore app", result.StandardError, StringComparison.Ordinal);
                await host.GantryOutputAsync("container", "restore", "app");
            }

            await KillPoints.RequireCountingAsync(host);
        }
    }

    [KernelTheory]
    [InlineData("runc")]
    [InlineData("criu")]
    public async Task A_tool_killed_during_an_import_leaves_nothing(string tool)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        var archive = await source.ExportAsync("app");

        for (var delay = 0; delay < 9; delay++)
        {
            var result = await KillingAsync(host, tool, delay * 15, "container", "restore", "-i", archive);

            await HostState.RequireSoundAsync(host, $"{tool} was killed");
            if (result.ExitCode == 0)
            {
                await host.GantryOutputAsync("rm", "-f", "-t", "0", "app");
                await host.GantryOutputAsync("volume", "rm", "data");
            }
            else
            {
                Assert.Empty(host.Engine.ListContainers());
                Assert.Empty(host.Engine.ListVolumes());
            }
        }

        await host.GantryOutputAsync("container", "restore", "-i", archive);
        await KillPoints.RequireCountingAsync(host);
    }

    [KernelFact]
    public async Task A_runtime_killed_while_it_creates_leaves_a_container_that_starts()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.GantryOutputAsync("create", "--name", "app", "-v", "data:/data", TestImage.Name);

        for (var delay = 0; delay < 5; delay++)
        {
            var result = await KillingAsync(host, "runc", delay * 5, "start", "app");

            await HostState.RequireSoundAsync(host, "runc was killed");
            await host.GantryOutputAsync(result.ExitCode == 0 ? ["stop", "-t", "0", "app"] : ["diff", "app"]);
        }

        await host.GantryOutputAsync("start", "app");
        await HostState.RequireSoundAsync(host, "start");
    }

    /// <summary>Runs the command and kills the tool that works for it as soon as it is seen at work, or a little later.</summary>
    private static async Task<ChildResult> KillingAsync(TestHost host, string tool, int delayMilliseconds, params string[] command)
    {
        var running = host.GantryAsync(command);
        while (!running.IsCompleted)
        {
            if (FindAtWork(host, tool) is { } pid)
            {
                await Task.Delay(delayMilliseconds);
                using var process = Pidfd.TryOpen(pid);
                if (process is not null && FindAtWork(host, tool) == pid)
                {
                    process.TrySignal(9);
                    break;
                }
            }
            else
            {
                await Task.Yield();
            }
        }

        return await running;
    }

    private static int? FindAtWork(TestHost host, string tool)
    {
        foreach (var pid in ProcessTable.Ids())
        {
            var arguments = Text($"/proc/{pid}/cmdline");
            var isFound = tool == "criu"
                ? arguments.StartsWith("criu: ", StringComparison.Ordinal) && WorkingDirectory(pid).StartsWith(host.Folder, StringComparison.Ordinal)
                : arguments.Contains(host.Layout.RuntimeState, StringComparison.Ordinal)
                    && !arguments.Contains("--cid", StringComparison.Ordinal)
                    && s_verbs.Any(verb => arguments.Contains($"\0{verb}\0", StringComparison.Ordinal))
                    && !arguments.Contains("--help", StringComparison.Ordinal);
            if (isFound)
            {
                return pid;
            }
        }

        return null;
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string WorkingDirectory(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
