using System.Text;

namespace Gantry.Templates;

/// <summary>
/// Aligns text in columns as Go's text/tabwriter does with Podman's parameters (minwidth 12, padding 2, spaces): a
/// tab ends a cell, consecutive lines with a cell in a column share its width, and the last cell of a line counts for
/// no column.
/// </summary>
internal static class TabWriter
{
    private const int MinimumWidth = 12;
    private const int Padding = 2;

    /// <summary>The text with spaces for its tabs.</summary>
    public static string Align(string text)
    {
        var lines = text.Split('\n').Select(line => line.Split('\t')).ToArray();
        var widths = MeasureColumns(lines);
        var builder = new StringBuilder(text.Length * 2);
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            for (var column = 0; column < line.Length - 1; column++)
            {
                builder.Append(line[column]).Append(' ', widths[index][column] - Width(line[column]));
            }

            builder.Append(line[^1]);
            if (index < lines.Length - 1)
            {
                builder.Append('\n');
            }
        }

        return builder.ToString();
    }

    /// <summary>The width of each cell but the last of every line.</summary>
    private static int[][] MeasureColumns(string[][] lines)
    {
        var widths = lines.Select(line => new int[line.Length - 1]).ToArray();
        var withColumn = Enumerable.Range(0, lines.Length).Where(index => widths[index].Length > 0).ToList();
        for (var column = 0; withColumn.Count > 0; column++)
        {
            MeasureColumn(lines, widths, withColumn, column);
            withColumn.RemoveAll(index => widths[index].Length <= column + 1);
        }

        return widths;
    }

    private static void MeasureColumn(string[][] lines, int[][] widths, List<int> withColumn, int column)
    {
        for (var first = 0; first < withColumn.Count;)
        {
            var end = first;
            var width = MinimumWidth;
            while (end < withColumn.Count && withColumn[end] - withColumn[first] == end - first)
            {
                width = Math.Max(width, Width(lines[withColumn[end]][column]) + Padding);
                end++;
            }

            for (; first < end; first++)
            {
                widths[withColumn[first]][column] = width;
            }
        }
    }

    private static int Width(string cell) => cell.EnumerateRunes().Count();
}
