using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary><c>restore --import</c> onto a host that has volumes of the same name, and not the paths that were mounted.</summary>
public sealed class ImportPolicyTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task A_volume_is_replaced_kept_or_renamed_as_the_person_says()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = await ExportAsync(source, "a:/a", "b:/b", "c:/c");
        await FillAsync(target, "a", "b", "c");

        await target.GantryOutputAsync(
            "container", "restore", "-i", archive, "--volume-policy", "a=replace", "--volume-policy", "b=rename:b2",
            "--volume-policy", "*=keep");

        Assert.Equal("source\n", await target.ExecAsync("app", "sh", "-c", "cat /a/*"));
        Assert.Equal("source\n", await target.ExecAsync("app", "sh", "-c", "cat /b/*"));
        Assert.Equal("target", await target.ExecAsync("app", "sh", "-c", "cat /c/*"));
        Assert.Equal("target", await ContentAsync(target, "b"));
        Assert.Equal("a\nb\nb2\nc", await target.GantryOutputAsync("volume", "ls", "-q"));
        Assert.Equal(["a", "b2", "c"], await MountsAsync(target, "Name"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(target.Layout.Volumes, ".*"));

        // It is the container's own from now on: a second journey carries the new name.
        await target.GantryOutputAsync("container", "checkpoint", "app");
        await target.GantryOutputAsync("container", "restore", "app");
        Assert.Equal("source\n", await target.ExecAsync("app", "sh", "-c", "cat /b/*"));
        await Faults.HostState.RequireSoundAsync(target, "volume policies");
    }

    [KernelFact]
    public async Task A_replaced_volume_comes_back_when_the_restore_fails()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = await ExportAsync(source, "a:/a");
        await FillAsync(target, "a");
        var broken = target.PathOf("runc");
        await File.WriteAllTextAsync(
            broken,
            """
            #!/bin/sh
            case " $* " in *" restore "*) case " $* " in *" --help"*) ;; *) echo '{"level":"error","msg":"no luck"}' >&2; exit 1 ;; esac ;; esac
            exec runc "$@"
            """);
        File.SetUnixFileMode(broken, (UnixFileMode)0x1ED);

        var result = await target.GantryAsync(
            new Dictionary<string, string> { ["GANTRY_RUNC"] = broken },
            "container", "restore", "-i", archive, "--volume-policy", "a=replace");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("its processes were not started", result.StandardError, StringComparison.Ordinal);
        Assert.Equal("target", await ContentAsync(target, "a"));
        Assert.Empty(target.Engine.ListContainers());
        Assert.Empty(Directory.EnumerateFileSystemEntries(target.Layout.Volumes, ".*"));
        await Faults.HostState.RequireSoundAsync(target, "a failed restore");
    }

    [KernelFact]
    public async Task A_mounted_path_that_is_missing_is_refused_before_anything_exists_and_can_be_mapped()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var there = Directory.CreateDirectory(source.PathOf("conf/app")).FullName;
        await File.WriteAllTextAsync(Path.Join(there, "f"), "there");
        var archive = await ExportAsync(source, there + ":/conf", "a:/a");
        Directory.Move(source.PathOf("conf"), source.PathOf("gone"));
        var here = Directory.CreateDirectory(target.PathOf("etc/app")).FullName;
        await File.WriteAllTextAsync(Path.Join(here, "f"), "here");
        var before = ImportRuleTests.Contents(target);

        await target.RefusedAsync(
            125, $"say with --map {there}=PATH what is there instead", "container", "restore", "-i", archive);
        Assert.Equal(before, ImportRuleTests.Contents(target));
        await target.RefusedAsync(
            125, "which the container does not have mounted", "container", "restore", "-i", archive,
            "--map", $"{there}={here}", "--map", $"/nope={here}");
        await target.GantryOutputAsync(
            "container", "restore", "-i", archive, "--map", $"{source.PathOf("conf")}={target.PathOf("etc")}");

        Assert.Equal("here", await target.ExecAsync("app", "cat", "/conf/f"));
        Assert.Contains(here, await MountsAsync(target, "Source"));
    }

    [KernelFact]
    public async Task A_dry_run_shows_everything_and_all_blockers_and_changes_nothing()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        var there = Directory.CreateDirectory(source.PathOf("conf")).FullName;
        var archive = await ExportAsync(source, there + ":/conf", "a:/a", "b:/b", "c:/c");
        Directory.Delete(there);
        var id = await source.GantryOutputAsync("inspect", "-f", "{{.Id}}", "app");
        await FillAsync(target, "a", "b");
        await target.GantryOutputAsync("create", "--name", "app", "-v", "a:/a", Image);
        var before = ImportRuleTests.Contents(target);

        var blocked = await target.GantryAsync(
            "container", "restore", "-i", archive, "--dry-run", "--volume-policy", "a=replace", "--volume-policy", "x=keep");

        Assert.Equal(125, blocked.ExitCode);
        string[] expected =
        [
            "--volume-policy names the volume \"x\"",
            "volume a cannot be replaced: container ",
            "volume with name b already exists",
            $"the path \"{there}\"",
            "add --allow mounts",
            "the container name \"app\" is already in use",
        ];
        var errors = blocked.StandardError.TrimEnd().Split('\n');
        Assert.Equal(expected.Length, errors.Length);
        Assert.All(expected.Zip(errors), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));

        var clear = await target.GantryOutputAsync(
            "container", "restore", "-i", archive, "--dry-run", "--volume-policy", "a=keep", "--volume-policy", "b=replace",
            "--volume-policy", "c=rename:d", "--map", $"{there}=/etc", "--name", "other");
        var lines = clear.Split('\n');
        Assert.StartsWith("container other (", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(id, lines[0], StringComparison.Ordinal);
        Assert.Equal(
            [$"image {Image}: use", $"path {there} at /conf: use /etc", "volume a: use", "volume b: replace", "volume c: create as d"],
            lines[1..].Order(StringComparer.Ordinal));
        Assert.Equal(before, ImportRuleTests.Contents(target));
    }

    /// <summary>Runs a container with these mounts, puts a file into each volume, and exports it.</summary>
    private static async Task<string> ExportAsync(TestHost source, params string[] mounts)
    {
        await source.GantryOutputAsync(
            ["run", "-d", "--name", "app", .. mounts.SelectMany(mount => new[] { "-v", mount }), Image]);
        foreach (var mount in mounts.Where(mount => !mount.StartsWith('/')))
        {
            await source.ExecAsync("app", "sh", "-c", $"echo source > {mount.Split(':')[1]}/f");
        }

        var archive = source.PathOf("app.tar");
        await source.GantryOutputAsync("container", "checkpoint", "-e", archive, "app");
        return archive;
    }

    private static async Task<IReadOnlyList<string>> MountsAsync(TestHost host, string field)
    {
        var text = await host.GantryOutputAsync("inspect", "-f", $"{{{{range .Mounts}}}}{{{{.{field}}}}} {{{{end}}}}", "app");
        return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static async Task FillAsync(TestHost host, params string[] volumes)
    {
        foreach (var volume in volumes)
        {
            await host.GantryOutputAsync("volume", "create", volume);
            await File.WriteAllTextAsync(Path.Join(host.Layout.VolumeData(volume), "g"), "target");
        }
    }

    private static Task<string> ContentAsync(TestHost host, string volume) =>
        File.ReadAllTextAsync(Path.Join(host.Layout.VolumeData(volume), "g"));
}
