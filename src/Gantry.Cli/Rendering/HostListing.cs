using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Engine.Model.Migrations;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>Named hosts as rows, and what they say of themselves.</summary>
internal static class HostListing
{
    private const string DefaultFormat = @"table {{.Name}}\t{{.Destination}}\t{{.Transport}}";

    /// <summary>The text for a format.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public static string Render(IReadOnlyList<MigrationHost> hosts, string? format, bool noHeading) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. hosts.Select(ToRow)]), 2) + "\n"
            : RowFormat.Parse(
                string.IsNullOrEmpty(format) ? DefaultFormat : format,
                new Dictionary<string, string>(StringComparer.Ordinal),
                "host ls",
                TemplateData.Schema).Render([.. hosts.Select(ToRow)], noHeading);

    /// <summary>What a host answered, in one line.</summary>
    public static string Describe(string name, TargetFacts facts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {facts.Hostname}, {facts.Engine}, CRIU {facts.CriuVersion / 10000}.{facts.CriuVersion / 100 % 100}, ")
        + $"{HumanSize.FormatSpaced(facts.AvailableMemoryBytes)} of memory available, "
        + $"{HumanSize.FormatSpaced(facts.FreeBytes)} of files free";

    private static JsonObject ToRow(MigrationHost host) => new()
    {
        ["Name"] = host.Name,
        ["Destination"] = host.Destination,
        ["Transport"] = host.Transport ?? "ssh",
    };
}
