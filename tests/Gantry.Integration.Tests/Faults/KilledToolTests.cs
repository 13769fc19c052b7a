using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Faults;

/// <summary>The runtime or CRIU is killed at its work, gantry is not: the command fails, and all is as before.</summary>
public sealed class KilledToolTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [InlineData("runc")]
    [InlineData("criu")]
    public async Task A_tool_killed_during_the_dump_leaves_the_container_running(string tool)
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
            else
            {
                Assert.Equal(125, result.ExitCode);
                Assert.Contains("runs on as before", result.StandardError, StringComparison.Ordinal);
            }

            await HostState.RequireSoundAsync(host, $"{tool} was killed");
            await KillPoints.RequireCountingAsync(host);
        }
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
                    && (arguments.Contains("\0checkpoint\0", StringComparison.Ordinal) || arguments.Contains("\0restore\0", StringComparison.Ordinal))
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
