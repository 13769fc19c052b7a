using System.Text;

namespace Gantry.Cli.Rendering;

/// <summary>Rows of cells as aligned columns, as Podman's tables: at least 10 wide and two blanks apart.</summary>
internal static class PlainTable
{
    private const int MinimumWidth = 10;
    private const string Gap = "  ";

    /// <summary>The text, one line a row.</summary>
    public static string Render(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var columnCount = rows.Max(row => row.Count);
        var widths = Enumerable.Range(0, columnCount)
            .Select(column => Math.Max(MinimumWidth, rows.Max(row => column < row.Count ? row[column].Length : 0)))
            .ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == row.Count - 1 ? cell : cell.PadRight(widths[column]));
            text.AppendJoin(Gap, cells).Append('\n');
        }

        return text.ToString();
    }
}
