using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>What differs between two checkpoints as lines.</summary>
internal static class DifferenceText
{
    /// <summary>Writes the lines.</summary>
    public static void Write(TextWriter writer, CheckpointDifference difference)
    {
        if (difference.Sections.Count == 0)
        {
            writer.WriteLine("Nothing differs.");
        }

        foreach (var section in difference.Sections)
        {
            writer.WriteLine(section.Name);
            foreach (var item in section.Items)
            {
                writer.WriteLine("  " + TerminalText.Clean(Line(item)));
            }
        }
    }

    private static string Line(DifferenceItem item) => item switch
    {
        { Before: null, After: { } after } => $"+ {item.What}: {after}",
        { Before: { } before, After: null } => $"- {item.What}: {before}",
        _ => $"~ {item.What}: {item.Before} → {item.After}",
    };
}
