using Gantry.Engine.Tools;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests;

/// <summary>
/// Memory dumped ahead. Few kernels track changed pages, so that a stand-in for runc makes the pre-dump and keeps the
/// flags that build on it from CRIU; all else is real.
/// </summary>
public sealed class PreCheckpointTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task Without_memory_tracking_it_is_said_before_anything_happens()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        var blind = new Dictionary<string, string>
        {
            ["GANTRY_CRIU"] = await ScriptAsync(host, "criu", $"case \"$*\" in *--feature*) exit 1 ;; esac\nexec {Tool("criu")} \"$@\""),
        };

        foreach (var flag in new[] { "-P", "--pre-checkpoint", "--with-previous" })
        {
            var result = await host.GantryAsync(blind, "container", "checkpoint", flag, "app", "nope");

            Assert.Equal(
                (125, "Error: system (architecture/kernel/CRIU) does not support memory tracking\n"),
                (result.ExitCode, result.StandardError));
        }

        Assert.StartsWith("app Up", Assert.Single(await CommandLine.LifecycleTests.StatusAsync(host)), StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task A_checkpoint_on_top_of_a_pre_checkpoint_is_restored_with_both_archives()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        var tools = await StandInsAsync(source);
        var (pre, main) = (source.PathOf("pre.tar"), source.PathOf("main.tar"));
        var id = await source.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await source.GantryOutputAsync("run", "-d", "--name", "other", Image);
        await CommandLine.LifecycleTests.LogsAsync(source, "app", "5");

        var missing = await source.GantryAsync(tools, "container", "checkpoint", "--with-previous", "-e", main, "app");
        Assert.Contains("pre-checkpoint: no such file or directory", missing.StandardError, StringComparison.Ordinal);
        await SucceedAsync(source, tools, "container", "checkpoint", "-P", "-c", "none", "-e", pre, "app");
        Assert.Equal("running", await source.GantryOutputAsync("inspect", "-f", "{{.State.Status}}", "app"));
        await SucceedAsync(source, tools, "container", "checkpoint", "-P", "-e", source.PathOf("other.tar"), "other");
        await SucceedAsync(source, tools, "container", "checkpoint", "--with-previous", "-c", "none", "-e", main, "app");

        Assert.DoesNotContain(await ListAsync(pre), line => line.Contains(" checkpoint/", StringComparison.Ordinal));
        Assert.Contains(await ListAsync(pre), line => line.EndsWith(" pre-checkpoint/pages-1.img", StringComparison.Ordinal));
        Assert.Contains(
            await ListAsync(main), line => line.EndsWith(" checkpoint/parent -> ../pre-checkpoint", StringComparison.Ordinal));
        var flags = await File.ReadAllTextAsync(source.PathOf("flags"));
        Assert.Contains("--leave-running --pre-dump", flags, StringComparison.Ordinal);
        Assert.Contains("--parent-path ../pre-checkpoint", flags, StringComparison.Ordinal);

        await target.RefusedAsync(125, "a complete checkpoint for this container cannot be found", "container", "restore", "-i", pre);
        await target.RefusedAsync(125, "Give the archive of that with --import-previous", "container", "restore", "-i", main);
        await target.RefusedAsync(
            125, "other.tar failed: it is of another container than the checkpoint",
            "container", "restore", "-i", main, "--import-previous", source.PathOf("other.tar"));
        Assert.Equal(id, await target.GantryOutputAsync("container", "restore", "-i", main, "--import-previous", pre));
        var lines = await target.ReadLinesAsync("app");
        await TestHost.EventuallyAsync(
            async () => (await target.ReadLinesAsync("app")).Count > lines.Count + 3, "it counts on");
        Assert.Empty(Directory.EnumerateFileSystemEntries(
            target.Layout.Bundle(target.Engine.GetContainer("app").Id), "*checkpoint*"));
    }

    [KernelFact]
    public async Task In_place_the_pre_checkpoint_stays_until_the_restore_uses_it_up()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var tools = await StandInsAsync(host);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        var bundle = host.Layout.Bundle(host.Engine.GetContainer("app").Id);

        await SucceedAsync(host, tools, "container", "checkpoint", "-P", "app");
        await SucceedAsync(host, tools, "container", "checkpoint", "--with-previous", "app");
        var link = new FileInfo(Path.Join(bundle, "checkpoint", "parent")).LinkTarget;
        var hadPrevious = Directory.Exists(Path.Join(bundle, "pre-checkpoint"));
        await host.GantryOutputAsync("container", "restore", "app");

        Assert.Equal("../pre-checkpoint", link);
        Assert.True(hadPrevious);
        Assert.False(Directory.Exists(Path.Join(bundle, "pre-checkpoint")));
        await Faults.HostState.RequireSoundAsync(host, "a checkpoint in two steps");
    }

    private static async Task SucceedAsync(TestHost host, IReadOnlyDictionary<string, string> tools, params string[] arguments)
    {
        var result = await host.GantryAsync(tools, arguments);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    private static async Task<Dictionary<string, string>> StandInsAsync(TestHost host) => new()
    {
        ["GANTRY_CRIU"] = await ScriptAsync(
            host, "criu", $"[ \"$*\" = 'check --feature mem_dirty_track' ] && exit 0\nexec {Tool("criu")} \"$@\""),
        ["GANTRY_RUNC"] = await ScriptAsync(
            host,
            "runc",
            $$"""
            case " $* " in *" checkpoint --image-path "*) ;; *) exec {{Tool("runc")}} "$@" ;; esac
            echo "$@" >> {{host.PathOf("flags")}}
            images= parent= ahead= previous=
            for word; do
                shift
                case $previous in --image-path) images=$word ;; --parent-path) parent=$word previous=; continue ;; esac
                previous=$word
                case $word in --pre-dump) ahead=1; continue ;; --parent-path) continue ;; esac
                set -- "$@" "$word"
            done
            if [ "$ahead" ]; then echo pages > "$images/pages-1.img"; exit 0; fi
            {{Tool("runc")}} "$@" || exit
            [ -z "$parent" ] || ln -s "$(realpath "$images/$parent")" "$images/parent"
            """),
    };

    private static string Tool(string name) => ToolLocator.Default.Find(name);

    private static async Task<string> ScriptAsync(TestHost host, string name, string script)
    {
        var path = host.PathOf(name);
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
        return path;
    }

    private static async Task<string[]> ListAsync(string archive)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/bin/tar", Arguments = ["-tvf", archive] }, default);
        return result.StandardOutput.TrimEnd().Split('\n');
    }
}
