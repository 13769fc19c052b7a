using System.Globalization;
using System.Text;
using Gantry.Integration.Tests.Hosts;
using Xunit.Abstractions;

namespace Gantry.Integration.Tests;

/// <summary>
/// What travels between Podman and Gantry, each way. The table in the README is the outcome of this run: it is compared
/// with it, and written when GANTRY_UPDATE_README is 1.
/// </summary>
public sealed class InteropMatrixTests(ITestOutputHelper log)
{
    private const string Image = TestImage.Name;
    private const string Begin = "<!-- interop: written by InteropMatrixTests -->";
    private const string End = "<!-- interop: end -->";

    private static readonly string[] s_ways = ["zstd", "gzip", "none", "renamed", "image"];

    private static readonly (string Way, string Title)[] s_wayTitles =
    [
        ("zstd", "archive, zstd"), ("gzip", "archive, gzip"), ("none", "archive, not compressed"),
        ("renamed", "archive, restored under a new name"), ("image", "checkpoint image"),
    ];

    private static readonly (string Title, string Command, string Expected)[] s_contents =
    [
        ("named volume", "cat /data/kept", "kept"),
        ("added files", "cat /etc/added", "added"),
        ("changed files", "tail -n 1 /etc/group", "added:x:4711:"),
        ("changed files that the source host lacks", "cat /etc/app.conf", "changed"),
        ("deleted files", "ls /etc/deleted.conf 2>&1 || true", "ls: /etc/deleted.conf: No such file or directory"),
        ("/dev/shm", "cat /dev/shm/kept", "kept"),
    ];

    [InteropFact]
    public async Task The_table_of_the_README_is_what_this_run_finds()
    {
        var toGantry = new Dictionary<string, bool>();
        var toPodman = new Dictionary<string, bool>();

        foreach (var way in s_ways)
        {
            await RunAsync(way, toGantry, PodmanToGantryAsync);
            await RunAsync(way, toPodman, GantryToPodmanAsync);
        }

        var version = await VersionAsync();
        var table = Render(version, toGantry, toPodman);
        log.WriteLine(table);
        var readme = Path.Join(Repository.Root, "README.md");
        var text = await File.ReadAllTextAsync(readme);
        if (Environment.GetEnvironmentVariable("GANTRY_UPDATE_README") == "1")
        {
            text = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n" + table
                + text[text.IndexOf(End, StringComparison.Ordinal)..];
            await File.WriteAllTextAsync(readme, text);
        }

        Assert.Contains(Begin + "\n" + table + End, text, StringComparison.Ordinal);
        Assert.All(toPodman, pair => Assert.True(pair.Value, pair.Key));
        Assert.Equal(["changed files that the source host lacks"], toGantry.Where(pair => !pair.Value).Select(pair => pair.Key));
    }

    private async Task RunAsync(
        string way, Dictionary<string, bool> outcomes, Func<string, Dictionary<string, bool>, Task> run)
    {
        var title = s_wayTitles.First(pair => pair.Way == way).Title;
        try
        {
            await run(way, outcomes);
            outcomes[title] = true;
        }
        catch (Xunit.Sdk.XunitException e)
        {
            log.WriteLine($"{run.Method.Name} {way}: {e.Message}");
            outcomes[title] = false;
        }
    }

    private async Task PodmanToGantryAsync(string way, Dictionary<string, bool> outcomes)
    {
        await using var source = await PodmanHost.StartAsync();
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.OutputAsync("load", "--quiet", "--input", await TestImage.MakeAsync(Scripts.Counter));
        await source.OutputAsync("run", "-d", "--network", "none", "--name", "app", "-v", "data:/data", Image);
        await PrepareAsync(command => source.OutputAsync(["exec", "app", "sh", "-c", command]));
        await CountedAsync(() => source.OutputAsync("logs", "app"), 5);
        var archive = source.PathOf("app.tar");
        if (way == "image")
        {
            await source.OutputAsync("container", "checkpoint", "--create-image", "cp", "app");
            await source.OutputAsync("save", "--quiet", "--format", "oci-archive", "--output", archive, "cp");
            await target.GantryOutputAsync("load", "-i", archive);
            await target.GantryOutputAsync("container", "restore", "cp");
        }
        else
        {
            await source.OutputAsync("container", "checkpoint", "-c", CompressionOf(way), "-e", archive, "app");
            await target.GantryOutputAsync(["container", "restore", "-i", archive, .. NameOf(way)]);
        }

        var name = way == "renamed" ? "other" : "app";
        await GoesOnAsync(() => target.GantryOutputAsync("logs", name));
        await CompareAsync(outcomes, command => target.GantryOutputAsync("exec", name, "sh", "-c", command));
    }

    private async Task GantryToPodmanAsync(string way, Dictionary<string, bool> outcomes)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await PodmanHost.StartAsync();
        await target.OutputAsync("load", "--quiet", "--input", await TestImage.MakeAsync(Scripts.Counter));

        // Low limits: Podman's exec sets those of the archive, and a machine without CAP_SYS_RESOURCE cannot raise any.
        await source.GantryOutputAsync(
            "run", "-d", "--name", "app", "--ulimit", "nproc=1000:1000", "--ulimit", "nofile=1024:4096", "-v", "data:/data", Image);
        await PrepareAsync(command => source.GantryOutputAsync("exec", "app", "sh", "-c", command));
        await CountedAsync(() => source.GantryOutputAsync("logs", "app"), 5);
        var archive = source.PathOf("app.tar");
        if (way == "image")
        {
            await source.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app");
            await source.GantryOutputAsync("save", "-q", "-o", archive, "cp");
            await target.OutputAsync("load", "--quiet", "--input", archive);
            await target.OutputAsync("container", "restore", "cp");
        }
        else
        {
            await source.GantryOutputAsync("container", "checkpoint", "-c", CompressionOf(way), "-e", archive, "app");
            await target.OutputAsync(["container", "restore", "-i", archive, .. NameOf(way)]);
        }

        var name = way == "renamed" ? "other" : "app";
        await GoesOnAsync(() => target.OutputAsync("logs", name));
        await CompareAsync(outcomes, command => target.OutputAsync("exec", name, "sh", "-c", command));
    }

    private static async Task PrepareAsync(Func<string, Task<string>> execute) => await execute(
        "echo kept > /data/kept; echo added > /etc/added; echo added:x:4711: >> /etc/group; echo kept > /dev/shm/kept");

    /// <summary>A content counts as carried when it arrives whichever way it goes.</summary>
    private async Task CompareAsync(Dictionary<string, bool> outcomes, Func<string, Task<string>> execute)
    {
        foreach (var (title, command, expected) in s_contents)
        {
            var actual = await execute(command);
            outcomes[title] = outcomes.GetValueOrDefault(title, true) && actual == expected;
            if (actual != expected)
            {
                log.WriteLine($"{title}: \"{actual}\" instead of \"{expected}\"");
            }
        }
    }

    private static Task CountedAsync(Func<Task<string>> logs, int count) => TestHost.EventuallyAsync(
        async () => Numbers(await logs()).LastOrDefault() >= count, $"it counts to {count}");

    /// <summary>The count goes on and misses no number.</summary>
    private static async Task GoesOnAsync(Func<Task<string>> logs)
    {
        await CountedAsync(logs, 5);
        var before = Numbers(await logs())[^1];
        await CountedAsync(logs, before + 3);
        var numbers = Numbers(await logs());
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
    }

    private static List<int> Numbers(string logs) =>
    [
        .. logs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture)),
    ];

    private static string CompressionOf(string way) => way == "renamed" ? "zstd" : way;

    private static string[] NameOf(string way) => way == "renamed" ? ["--name", "other"] : [];

    private static async Task<string> VersionAsync()
    {
        await using var podman = await PodmanHost.StartAsync();
        return await podman.OutputAsync("version", "--format", "{{.Client.Version}}");
    }

    private static string Render(
        string version, Dictionary<string, bool> toGantry, Dictionary<string, bool> toPodman)
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"| | Podman {version} → Gantry | Gantry → Podman {version} |\n|---|---|---|\n");
        foreach (var title in s_wayTitles.Select(pair => pair.Title).Concat(s_contents.Select(content => content.Title)))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {title} | {Word(toGantry)} | {Word(toPodman)} |\n");

            string Word(Dictionary<string, bool> outcomes) => outcomes.GetValueOrDefault(title) ? "yes" : "no";
        }

        return table.ToString();
    }
}
