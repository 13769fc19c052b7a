using System.Text.Json.Nodes;
using Gantry.Engine.Model.Migrations;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>Migrations as rows.</summary>
internal static class MigrationListing
{
    private const int ShortLength = 12;
    private const string DefaultFormat = @"table {{.ID}}\t{{.Container}}\t{{.Role}}\t{{.Host}}\t{{.State}}\t{{.Started}}";

    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["ID"] = "MIGRATION ID",
    };

    /// <summary>The text for a format.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public static string Render(IReadOnlyList<Migration> migrations, string? format, bool noHeading, bool truncate) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. migrations.Select(migration => ToRow(migration, truncate: false))]), 2) + "\n"
            : RowFormat.Parse(
                string.IsNullOrEmpty(format) ? DefaultFormat : format, s_headers, "migration ls", TemplateData.Schema)
                .Render([.. migrations.Select(migration => ToRow(migration, truncate))], noHeading);

    private static JsonObject ToRow(Migration migration, bool truncate) => new()
    {
        ["ID"] = truncate ? migration.Id[..ShortLength] : migration.Id,
        ["Container"] = migration.ContainerName,
        ["ContainerID"] = migration.ContainerId.ToString(),
        ["Role"] = MigrationText.Of(migration.Role),
        ["Host"] = migration.Host,
        ["State"] = MigrationText.Of(migration.State),
        ["Started"] = GoTimeText.Format(migration.Started),
    };
}
