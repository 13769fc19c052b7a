using System.Text.Json.Nodes;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary><c>gantry container checkpoint</c> and <c>restore</c> as scripts meet them (checkpoint-spec, sections 1, 2, 6, 7).</summary>
public sealed class CheckpointAndRestoreTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task A_checkpoint_goes_through_a_pipe_to_another_host()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        var id = await source.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", Image);
        await LifecycleTests.LogsAsync(source, "app", "5");

        var result = await PipeAsync(
            source, ["container", "checkpoint", "-e", "-", "app"], target, ["container", "restore", "-i", "-"]);

        Assert.Equal((0, id + "\n", ""), (result.ExitCode, result.StandardOutput, result.StandardError));
        var before = (await target.ReadLinesAsync("app")).Count;
        await TestHost.EventuallyAsync(async () => (await target.ReadLinesAsync("app")).Count > before + 3, "it counts on");
        var lines = await target.ReadLinesAsync("app");
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        Assert.StartsWith("app Exited (0)", Assert.Single(await LifecycleTests.StatusAsync(source)), StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task A_pipe_whose_reader_refuses_leaves_the_source_running()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", Image);
        var content = new byte[4 << 20];
        Random.Shared.NextBytes(content);
        await File.WriteAllBytesAsync(Path.Join(source.Layout.VolumeData("data"), "big"), content);
        await target.GantryOutputAsync("volume", "create", "data");

        var result = await PipeAsync(
            source, ["container", "checkpoint", "-e", "-", "app"], target, ["container", "restore", "-i", "-"]);

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("volume with name data already exists. Use --ignore-volumes", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("it runs on as before", result.StandardError, StringComparison.Ordinal);
        Assert.StartsWith("app Up", Assert.Single(await LifecycleTests.StatusAsync(source)), StringComparison.Ordinal);
        await Faults.HostState.RequireSoundAsync(source, "a broken pipe");
        await Faults.HostState.RequireSoundAsync(target, "a refusal");
    }

    [KernelFact]
    public async Task The_state_is_told_as_it_changes()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var id = await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        var bundle = Path.Join(host.Layout.Containers, id, "userdata");

        Assert.Equal("app", await host.GantryOutputAsync("container", "checkpoint", "app"));
        Assert.Equal("exited false true false 0", await ShortStateAsync(host));
        var state = await StateAsync(host);
        Assert.Equal(Path.Join(bundle, "checkpoint"), (string?)state["CheckpointPath"]);
        Assert.Null(state["CheckpointLog"]);
        Assert.Null(state["Restored"]);
        Assert.NotEqual(DateTimeOffset.MinValue, (DateTimeOffset)state["CheckpointedAt"]!);
        Assert.Equal((DateTimeOffset)state["CheckpointedAt"]!, (DateTimeOffset)state["FinishedAt"]!);
        Assert.StartsWith("app Exited (0)", Assert.Single(await LifecycleTests.StatusAsync(host)), StringComparison.Ordinal);

        Assert.Equal("app", await host.GantryOutputAsync("container", "restore", "--keep", "app"));
        Assert.Equal("running true false true 0", await ShortStateAsync(host));
        state = await StateAsync(host);
        Assert.Equal("0001-01-01T00:00:00Z", (string?)state["CheckpointedAt"]);
        Assert.NotEqual("0001-01-01T00:00:00Z", (string?)state["RestoredAt"]);
        Assert.Equal(Path.Join(bundle, "restore.log"), (string?)state["RestoreLog"]);
        Assert.True(File.Exists((string?)state["RestoreLog"]));
        Assert.StartsWith("app Up", Assert.Single(await LifecycleTests.StatusAsync(host)), StringComparison.Ordinal);

        await host.GantryOutputAsync("container", "checkpoint", "-k", "app");
        Assert.Equal(Path.Join(bundle, "dump.log"), (string?)(await StateAsync(host))["CheckpointLog"]);
        await host.GantryOutputAsync("start", "app");
        state = await StateAsync(host);
        Assert.Equal("running true false false 0", await ShortStateAsync(host));
        Assert.Null(state["CheckpointPath"]);
        Assert.Equal("0001-01-01T00:00:00Z", (string?)state["RestoredAt"]);
    }

    [KernelFact]
    public async Task A_restored_container_has_exactly_the_changes_that_it_made_and_goes_by_itself_if_it_was_to()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var archive = Path.Join(host.Folder, "app.tar");
        await host.GantryOutputAsync("run", "-d", "--rm", "--name", "app", Image);
        await host.GantryOutputAsync("exec", "app", "/bin/sh", "-c", "echo x > /made");
        var before = await host.GantryOutputAsync("diff", "app");

        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "app");
        await host.GantryOutputAsync("container", "restore", "-i", archive);
        var after = await host.GantryOutputAsync("diff", "app");
        await host.GantryOutputAsync("container", "checkpoint", "-e", archive, "app");

        Assert.Equal(before, after);
        Assert.Equal("", await host.GantryOutputAsync("ps", "--all", "--quiet"));
    }

    [KernelFact]
    public async Task Statistics_have_Podmans_shape_and_add_up()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var id = await host.GantryOutputAsync("run", "-d", "--name", "app", Image);

        var checkpoint = await host.GantryOutputAsync("container", "checkpoint", "--print-stats", "app");
        var restore = await host.GantryOutputAsync("container", "restore", "--print-stats", "app");

        Assert.StartsWith("{\n    \"podman_checkpoint_duration\": ", checkpoint, StringComparison.Ordinal);
        RequireInequality(checkpoint, "podman_checkpoint_duration", "runtime_checkpoint_duration", "frozen_time");
        RequireInequality(restore, "podman_restore_duration", "runtime_restore_duration", "restore_time");

        void RequireInequality(string json, string overall, string runtime, string criu)
        {
            var document = JsonNode.Parse(json)!;
            var container = Assert.Single(document["container_statistics"]!.AsArray())!;
            var times = new[]
            {
                (long)document[overall]!, (long)container[runtime]!, (long)container["criu_statistics"]![criu]!,
            };
            Assert.Equal(id, (string?)container["Id"]);
            Assert.True(times[0] > times[1] && times[1] > times[2] && times[2] > 0, string.Join(" > ", times));
        }
    }

    [KernelFact]
    public async Task Statistics_tell_that_what_is_in_an_archive_is_not_also_written_to_the_disk()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = host.PathOf("app.tar.zst");
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);

        var exported = await host.GantryOutputAsync("container", "checkpoint", "--print-stats", "--export", archive, "app");
        await host.GantryOutputAsync("rm", "app");
        var imported = await host.GantryOutputAsync("container", "restore", "--print-stats", "--import", archive);
        string[] left = [.. Directory.EnumerateFileSystemEntries(host.Layout.MemoryCheckpoints)];
        await host.GantryOutputAsync("rm", "--force", "--time", "0", "app");
        var kept = await host.GantryOutputAsync("container", "restore", "--print-stats", "--keep", "--import", archive);

        Assert.Equal("memory memory disk", $"{Images(exported)} {Images(imported)} {Images(kept)}");
        Assert.Empty(left);

        static string? Images(string json) => (string?)JsonNode.Parse(json)!["container_statistics"]![0]!["images"];
    }

    [KernelFact]
    public async Task What_cannot_be_checkpointed_or_restored_is_refused_in_Podmans_words()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var id = await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await host.GantryOutputAsync("run", "-d", "--rm", "--name", "short", Image);
        await host.GantryOutputAsync("create", "--name", "made", Image);

        await host.RefusedAsync(125, "no container with name or ID \"nope\" found: no such container", "container", "checkpoint", "app", "nope");
        Assert.Contains(await LifecycleTests.StatusAsync(host), line => line.StartsWith("app Up", StringComparison.Ordinal));
        await host.RefusedAsync(125, "\"created\" is not running, cannot checkpoint: container state improper", "container", "checkpoint", "made");
        await host.RefusedAsync(125, "cannot checkpoint containers that have been started with '--rm' unless '--export' is used", "container", "checkpoint", "short");
        await host.RefusedAsync(125, $"container {id} is running or paused, cannot restore: container state improper", "container", "restore", "app");
        await host.RefusedAsync(125, "a complete checkpoint for this container cannot be found, cannot restore", "container", "restore", "made");
        await host.RefusedAsync(125, "no such container or image: nope", "container", "restore", "nope");
        await host.RefusedAsync(125, "image is not a checkpoint", "container", "restore", Image);

        await File.WriteAllTextAsync(host.PathOf("text"), "no archive\n");
        await host.RefusedAsync(125, host.PathOf("text"), "container", "restore", "-i", host.PathOf("text"));
        await host.GantryOutputAsync("container", "checkpoint", "-R", "-e", host.PathOf("app.tar"), "app");
        await host.RefusedAsync(
            125, "app.tar was created with runtime 'runc' and cannot be restored with runtime 'crun'",
            "--runtime", "crun", "container", "restore", "-n", "other", "-i", host.PathOf("app.tar"));
        await host.RefusedAsync(125, "that name is already in use", "container", "restore", "-i", host.PathOf("app.tar"));
        await Faults.HostState.RequireSoundAsync(host, "refusals");
    }

    [KernelFact]
    public async Task All_the_latest_and_several_are_chosen_like_Podmans()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var ids = new List<string>();
        foreach (var name in new[] { "one", "two", "three" })
        {
            ids.Add(await host.GantryOutputAsync("run", "-d", "--name", name, Image));
        }

        Assert.Equal(ids[2], await host.GantryOutputAsync("container", "checkpoint", "--latest"));
        Assert.Equal(ids[2], await host.GantryOutputAsync("container", "restore", "-l"));
        Assert.Equal("one\ntwo", await host.GantryOutputAsync("container", "checkpoint", "one", "/two"));
        Assert.Equal("two\none", await host.GantryOutputAsync("container", "restore", "two", "one"));
        Assert.Equal(ids.Order(), (await host.GantryOutputAsync("container", "checkpoint", "-a")).Split('\n').Order());
        Assert.Equal(ids.Order(), (await host.GantryOutputAsync("container", "restore", "--all")).Split('\n').Order());

        await host.GantryOutputAsync("stop", "-t", "0", "two");
        var mixed = await host.GantryAsync("container", "checkpoint", "one", "two", "three");
        Assert.Equal((125, "one\nthree\n"), (mixed.ExitCode, mixed.StandardOutput));
        Assert.Contains("Error: \"exited\" is not running, cannot checkpoint", mixed.StandardError, StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task Without_CRIU_the_container_runs_on_and_the_message_helps()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        var old = host.PathOf("criu");
        await File.WriteAllTextAsync(old, "#!/bin/sh\necho 'Version: 3.10'\n");
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        foreach (var (path, words) in new[] { ("/no/such/criu", "GANTRY_CRIU is \"/no/such/criu\""), (old, "CRIU 31100") })
        {
            var result = await host.GantryAsync(
                new Dictionary<string, string> { ["GANTRY_CRIU"] = path }, "container", "checkpoint", "app");

            Assert.Equal(125, result.ExitCode);
            Assert.Contains(words, result.StandardError, StringComparison.Ordinal);
        }

        Assert.StartsWith("app Up", Assert.Single(await LifecycleTests.StatusAsync(host)), StringComparison.Ordinal);
        await Faults.HostState.RequireSoundAsync(host, "no CRIU");
    }

    [KernelFact]
    public async Task Not_root_is_told_so()
    {
        // The published files may be where nobody else can go.
        var folder = Directory.CreateTempSubdirectory("gantry-nobody-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0x1ED);
            foreach (var file in new[] { "gantry", "libe_sqlite3.so" })
            {
                var copy = Path.Join(folder, file);
                File.Copy(Path.Join(Path.GetDirectoryName(GantryBinary.Path), file), copy);
                File.SetUnixFileMode(copy, (UnixFileMode)0x1ED);
            }

            foreach (var command in new[] { "ps", "container checkpoint app", "container restore app" })
            {
                var result = await ChildProcess.RunAsync(
                    new ChildProcessStart
                    {
                        FileName = "/usr/bin/setpriv",
                        Arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", Path.Join(folder, "gantry"), .. command.Split(' ')],
                    },
                    default);

                Assert.Equal((125, ""), (result.ExitCode, result.StandardOutput));
                Assert.Contains("root", result.StandardError, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", result.StandardError, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonNode> StateAsync(TestHost host) =>
        JsonNode.Parse(await host.GantryOutputAsync("inspect", "app"))![0]!["State"]!;

    private static Task<string> ShortStateAsync(TestHost host) => host.GantryOutputAsync(
        "inspect", "--format",
        "{{.State.Status}} {{.State.Running}} {{.State.Checkpointed}} {{.State.Restored}} {{.State.ExitCode}}", "app");

    /// <summary>A shell's pipe, with pipefail, between commands of two hosts.</summary>
    private static Task<ChildResult> PipeAsync(TestHost left, string[] first, TestHost right, string[] second)
    {
        string[] from = [GantryBinary.Path, .. left.Options.ToGlobalArguments(), .. first];
        string[] to = [GantryBinary.Path, .. right.Options.ToGlobalArguments(), .. second];
        var line = string.Join(' ', from.Select(Quote)) + " | " + string.Join(' ', to.Select(Quote));
        return ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/bin/bash", Arguments = ["-o", "pipefail", "-c", line] }, default);

        static string Quote(string word) => $"'{word}'";
    }
}
