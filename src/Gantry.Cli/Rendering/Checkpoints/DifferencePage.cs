using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>What differs between two checkpoints as one page that needs nothing else.</summary>
internal static class DifferencePage
{
    private const int MostItems = 1000;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter writer, CheckpointDifference difference)
    {
        var html = new HtmlText(writer);
        HtmlPage.Begin(html, $"{difference.Before.Name} and {difference.After.Name}");
        html.Raw("<dl>\n")
            .Element("dt", "before").Element("dd", ReportFacts.Place(difference.Before))
            .Element("dt", "after").Element("dd", ReportFacts.Place(difference.After))
            .Element("dt", "differs").Element("dd", Summary(difference))
            .Raw("</dl>\n");
        foreach (var section in difference.Sections)
        {
            html.Element("h2", section.Name).Table(["", "Before", "After"], section.Items.Take(MostItems).Select(Row));
            if (section.Items.Count > MostItems)
            {
                html.Element("p", $"And {section.Items.Count - MostItems} more; --json has them.", "none");
            }
        }

        HtmlPage.End(html);
    }

    private static string Summary(CheckpointDifference difference) => difference.Sections.Count == 0
        ? "nothing"
        : string.Join(", ", difference.Sections.Select(section => $"{section.Name.ToLowerInvariant()} ({section.Items.Count})"));

    private static IReadOnlyList<string> Row(DifferenceItem item) => [item.What, item.Before ?? "–", item.After ?? "–"];
}
