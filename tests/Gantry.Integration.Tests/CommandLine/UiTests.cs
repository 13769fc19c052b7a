using Gantry.Engine.Model;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary><c>gantry ui</c> on a terminal, by its keys.</summary>
public sealed class UiTests
{
    [KernelFact]
    public async Task Keys_checkpoint_restore_inspect_and_show_logs_and_the_terminal_is_as_before()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app");
        await LifecycleTests.LogsAsync(host, "app", "5");
        var folder = Directory.CreateDirectory(host.PathOf("archives")).FullName;
        await host.GantryOutputAsync("container", "checkpoint", "-R", "-e", Path.Join(folder, "saved.tar"), "app");
        await using var terminal = await TmuxSession.StartAsync(host, "ui", folder);

        var first = await terminal.WaitForAsync("saved.tar");
        await terminal.TypeAsync("?");
        await terminal.WaitForAsync("migrate the chosen container to a host");
        await terminal.TypeAsync("q");
        await terminal.TypeAsync("l");
        await terminal.WaitForAsync("q goes back");
        await terminal.TypeAsync("q");
        await terminal.TypeAsync("i");
        await terminal.WaitForAsync("\"Id\": ");
        await terminal.TypeAsync("q");
        await terminal.TypeAsync("c");
        await terminal.WaitForAsync("checkpoint app: done");
        var checkpointed = host.Engine.GetContainer("app").Status.State;
        await terminal.TypeAsync("r");
        await terminal.WaitForAsync("restore app: done");
        var restored = host.Engine.GetContainer("app").Status.State;
        await terminal.TypeAsync("m");
        await terminal.WaitForAsync("Migrate app to host: ");
        await terminal.TypeAsync("nowhere.invalid", "Enter");
        await terminal.WaitForAsync("Error: migrate app to nowhere.invalid: ");
        await terminal.TypeAsync("q");
        var last = await terminal.WaitForAsync("ended with 0");

        Assert.Contains("app", first, StringComparison.Ordinal);
        Assert.Contains("running", first, StringComparison.Ordinal);
        Assert.Contains("c checkpoint  r restore  m migrate  l logs  i inspect  ? help  q quit", first, StringComparison.Ordinal);
        Assert.Equal((ContainerState.Checkpointed, ContainerState.Running), (checkpointed, restored));
        Assert.Contains("before", last, StringComparison.Ordinal);
        Assert.DoesNotContain("CONTAINERS", last, StringComparison.Ordinal);
        Assert.Matches(@"(?<!-)\bicanon\b", await terminal.WaitForAsync("icanon"));
    }

    [KernelFact]
    public async Task A_signal_gives_the_terminal_back_too()
    {
        await using var host = new TestHost();
        await using var terminal = await TmuxSession.StartAsync(host, "ui", host.Folder);
        await terminal.WaitForAsync("CONTAINERS: none");

        using (var process = Pidfd.TryOpen(await terminal.ProcessAsync()))
        {
            process!.TrySignal(15);
        }

        var last = await terminal.WaitForAsync("ended with");
        Assert.Contains("before", last, StringComparison.Ordinal);
        Assert.Matches(@"(?<!-)\bicanon\b", await terminal.WaitForAsync("icanon"));
    }

    [KernelFact]
    public async Task Without_a_terminal_it_says_what_to_use()
    {
        await using var host = new TestHost();

        await host.RefusedAsync(125, "needs a terminal", "ui");
    }
}
