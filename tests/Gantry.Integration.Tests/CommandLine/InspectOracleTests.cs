using System.Text.Json.Nodes;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>What <c>checkpoint inspect</c> says against what other programs say of the same archive.</summary>
public sealed class InspectOracleTests
{
    // pagemap.proto: the page's content is in this checkpoint.
    private const int PagePresent = 4;
    private const long PageBytes = 4096;

    [OracleFact]
    public async Task Checkpointctl_says_the_same()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var archive = await ArchiveAsync(host);

        var ours = await InspectAsync(host, archive);
        var theirs = JsonNode.Parse(await OracleFactAttribute.RunAsync("checkpointctl", "inspect", "--all", "--format", "json", archive))![0]!;

        var container = ours["Container"]!;
        Assert.Equal((string?)theirs["container_name"], (string?)container["Name"]);
        Assert.Equal((string?)theirs["image"], (string?)container["Image"]);
        Assert.Equal((string?)theirs["id"], (string?)container["Id"]);
        Assert.Equal((string?)theirs["runtime"], (string?)container["Runtime"]);
        Assert.Equal(
            theirs["mounts"]!.AsArray().Select(mount => (string)mount!["destination"]!).Order(),
            container["Mounts"]!.AsArray().Select(mount => (string)mount!["Destination"]!).Order());
        var contents = ours["Contents"]!;
        var sizes = theirs["checkpoint_size"]!;
        Assert.Equal((long)sizes["memory_pages_size"]!, PartOf(contents, "Memory"));
        Assert.Equal((long)sizes["root_fs_diff_size"]!, PartOf(contents, "Changed files"));
        var (ourTimes, theirTimes) = (contents["Statistics"]!, theirs["statistics"]!);
        Assert.Equal(
            ["freezing_time", "frozen_time", "memdump_time", "memwrite_time", "pages_scanned", "pages_written"],
            theirTimes.AsObject().Select(pair => pair.Key));
        Assert.Equal(
            theirTimes.AsObject().Select(pair => (long)pair.Value!),
            new[] { "FreezingTime", "FrozenTime", "MemoryDumpTime", "MemoryWriteTime", "PagesScanned", "PagesWritten" }.Select(name => (long)ourTimes[name]!));

        // Not the command lines: 1.3.0 finds none by the page maps of CRIU 4.2.
        Assert.Equal(
            Flatten(theirs["process_tree"]!).Select(one => ((long)one["pid"]!, (string)one["command"]!)).Order(),
            Processes(ours).Select(one => ((long)one["Pid"]!, (string)one["Name"]!)).Order());
        Assert.Equal(
            theirs["file_descriptors"]!.AsArray().SelectMany(process => process!["open_files"]!.AsArray()
                .Where(file => (string)file!["type"]! == "REG")
                .Select(file => ((long)process["pid"]!, ((string)file!["fd"]!)["REG ".Length..], (string)file["path"]!))).Order(),
            Processes(ours).SelectMany(process => process["Descriptors"]!.AsArray()
                .Where(one => (string)one!["Kind"]! == "file")
                .Select(one => ((long)process["Pid"]!, one!["Number"]!.ToString(), (string)one["Target"]!))).Order());
    }

    [OracleFact]
    public async Task Crit_reads_the_same_out_of_the_images()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var archive = await ArchiveAsync(host);
        var folder = Directory.CreateDirectory(host.PathOf("images")).FullName;
        await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/usr/bin/tar", Arguments = ["-xf", archive, "-C", folder, "--strip-components=1", "checkpoint"] }, default);

        var processes = Processes(await InspectAsync(host, archive)).ToList();

        Assert.Equal(
            (await DecodeAsync(folder, "pstree")).Select(one => Numbers(one, "pid", "ppid", "pgid", "sid")),
            processes.Select(one => Numbers(one, "Pid", "ParentPid", "GroupId", "SessionId")));
        foreach (var process in processes)
        {
            var pid = (long)process["Pid"]!;
            var core = (await DecodeAsync(folder, $"core-{pid}"))[0];
            Assert.Equal((string?)core["tc"]!["comm"], (string?)process["Name"]);
            Assert.Equal((ulong)core["thread_info"]!["gpregs"]!["ip"]!, (ulong)process["Threads"]![0]!["Instruction"]!);
            Assert.Equal(
                (await DecodeAsync(folder, $"mm-{pid}"))[0]["vmas"]!.AsArray().Select(area => Numbers(area!, "start", "end")),
                process["Memory"]!.AsArray().Select(area => Numbers(area!, "Start", "End")));
            Assert.Equal(
                (await DecodeAsync(folder, $"pagemap-{pid}")).Where(IsPresent).Sum(PagesOf) * PageBytes, (long)process["DumpedBytes"]!);
        }

        var files = (await DecodeAsync(folder, "files")).Where(file => (string)file["type"]! == "REG").ToDictionary(file => (long)file["id"]!);
        var first = (await DecodeAsync(folder, "fdinfo-2")).Where(one => files.ContainsKey((long)one["id"]!)).ToList();
        Assert.NotEmpty(first);
        Assert.Equal(
            first.Select(one => ((long)one["fd"]!, (string)files[(long)one["id"]!]["reg"]!["name"]!, (long)files[(long)one["id"]!]["reg"]!["pos"]!)),
            processes[0]["Descriptors"]!.AsArray().Where(one => (string)one!["Kind"]! == "file")
                .Select(one => ((long)one!["Number"]!, (string)one["Target"]!, (long?)one["Position"] ?? 0)));
    }

    private static async Task<string> ArchiveAsync(TestHost host)
    {
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", TestImage.Name);
        await LifecycleTests.LogsAsync(host, "app", "5");
        await host.GantryOutputAsync("container", "checkpoint", "--compress", "none", "-e", host.PathOf("app.tar"), "app");
        return host.PathOf("app.tar");
    }

    private static async Task<JsonNode> InspectAsync(TestHost host, string archive) =>
        JsonNode.Parse(await host.GantryOutputAsync("checkpoint", "inspect", "--json", archive))!;

    private static async Task<IReadOnlyList<JsonNode>> DecodeAsync(string folder, string image)
    {
        var json = JsonNode.Parse(await OracleFactAttribute.RunAsync("crit", "decode", "-i", $"{folder}/{image}.img"))!;
        return [.. json["entries"]!.AsArray().OfType<JsonNode>()];
    }

    private static IEnumerable<JsonNode> Processes(JsonNode report) => report["Contents"]!["Processes"]!.AsArray().OfType<JsonNode>();

    private static IEnumerable<JsonNode> Flatten(JsonNode process) =>
        (process["children"]?.AsArray() ?? []).SelectMany(child => Flatten(child!)).Prepend(process);

    private static long PartOf(JsonNode contents, string name) =>
        (long)contents["Parts"]!.AsArray().Single(part => (string)part!["Name"]! == name)!["Bytes"]!;

    private static bool IsPresent(JsonNode entry) => entry["vaddr"] is not null && ((long)entry["flags"]! & PagePresent) != 0;

    private static long PagesOf(JsonNode entry) => (long?)entry["nr_pages"] ?? (long)entry["compat_nr_pages"]!;

    private static string Numbers(JsonNode node, params string[] names) => string.Join(' ', names.Select(name => (ulong)node[name]!));
}
