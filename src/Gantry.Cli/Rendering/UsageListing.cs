using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>The rows of <c>stats</c>.</summary>
/// <param name="truncate">Whether ids are cut.</param>
internal sealed class UsageListing(bool truncate)
{
    private const string None = "--";

    private const string DefaultFormat =
        @"table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDS}}\t{{.UpTime}}\t{{.AVGCPU}}";

    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["CPUPerc"] = "CPU %",
        ["MemUsage"] = "MEM USAGE / LIMIT",
        ["MemUsageBytes"] = "MEM USAGE / LIMIT",
        ["MemPerc"] = "MEM %",
        ["NetIO"] = "NET IO",
        ["BlockIO"] = "BLOCK IO",
        ["UpTime"] = "CPU TIME",
        ["AVGCPU"] = "AVG CPU %",
        ["AvgCPU"] = "AVG CPU %",
    };

    /// <summary>The text for a format.</summary>
    /// <param name="usages">What each container uses, with what it used before; null: it was not looked at before.</param>
    /// <param name="format">The format; null: the table.</param>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public string Render(IReadOnlyList<(ContainerUsage Now, ContainerUsage? Before)> usages, string? format) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. usages.Select(ToJson)]), 1) + "\n"
            : RowFormat.Parse(string.IsNullOrEmpty(format) ? DefaultFormat : format, s_headers, "stats", TemplateData.Schema)
                .Render([.. usages.Select(ToRow)], noHeading: false);

    /// <summary>Share of one processor since an earlier look, in percent; since the start without one.</summary>
    public static double ProcessorPercent(ContainerUsage now, ContainerUsage? before)
    {
        // A counter that went back belongs to another start.
        var since = before is { IsRunning: true } && before.ProcessorTime <= now.ProcessorTime ? before : null;
        var (used, span) = (now.ProcessorTime - (since?.ProcessorTime ?? default), now.Taken - (since?.Taken ?? now.Started));
        return span > TimeSpan.Zero ? used / span * 100 : 0;
    }

    private JsonObject ToRow((ContainerUsage Now, ContainerUsage? Before) usage)
    {
        var now = usage.Now;
        var id = truncate ? now.Id.ShortForm : now.Id.ToString();
        return new JsonObject
        {
            ["ID"] = id,
            ["ContainerID"] = now.Id.ToString(),
            ["Name"] = now.Name,
            ["CPUPerc"] = Percent(usage, ProcessorPercent(now, usage.Before)),
            ["MemUsage"] = Pair(now, now.MemoryBytes, now.MemoryLimitBytes),
            ["MemUsageBytes"] = now.IsRunning ? $"{now.MemoryBytes}B / {now.MemoryLimitBytes}B" : $"{None} / {None}",
            ["MemPerc"] = Percent(usage, now.MemoryLimitBytes > 0 ? now.MemoryBytes * 100.0 / now.MemoryLimitBytes : 0),
            ["NetIO"] = Pair(now, now.ReceivedBytes, now.SentBytes),
            ["BlockIO"] = Pair(now, now.ReadBytes, now.WrittenBytes),
            ["PIDS"] = now.IsRunning ? now.Processes.ToString(CultureInfo.InvariantCulture) : None,
            ["UpTime"] = now.IsRunning ? GoDuration.Format(now.ProcessorTime) : None,
            ["AVGCPU"] = Percent(usage, ProcessorPercent(now, null)),
            ["AvgCPU"] = Percent(usage, ProcessorPercent(now, null)),
        };
    }

    private JsonObject ToJson((ContainerUsage Now, ContainerUsage? Before) usage)
    {
        var row = ToRow(usage);
        return new JsonObject
        {
            ["id"] = (string)row["ID"]!,
            ["name"] = (string)row["Name"]!,
            ["cpu_time"] = (string)row["UpTime"]!,
            ["cpu_percent"] = (string)row["CPUPerc"]!,
            ["avg_cpu"] = (string)row["AVGCPU"]!,
            ["mem_usage"] = (string)row["MemUsage"]!,
            ["mem_percent"] = (string)row["MemPerc"]!,
            ["net_io"] = (string)row["NetIO"]!,
            ["block_io"] = (string)row["BlockIO"]!,
            ["pids"] = (string)row["PIDS"]!,
        };
    }

    private static string Percent((ContainerUsage Now, ContainerUsage? Before) usage, double percent) =>
        usage.Now.IsRunning ? string.Create(CultureInfo.InvariantCulture, $"{percent:F2}%") : None;

    private static string Pair(ContainerUsage usage, long first, long second) => usage.IsRunning
        ? $"{HumanSize.Format(first, 4)} / {HumanSize.Format(second, 4)}"
        : $"{None} / {None}";
}
