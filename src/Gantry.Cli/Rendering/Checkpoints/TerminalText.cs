using System.Globalization;
using System.Text;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>Texts of a checkpoint made fit for a terminal: nothing in them moves the cursor or turns the line around.</summary>
internal static class TerminalText
{
    /// <summary>The text on one line, with escapes for control and format characters.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsUnfit))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsUnfit(character))
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                clean.Append(character);
            }
        }

        return clean.ToString();
    }

    // Format characters turn the direction of what follows, or are not seen at all.
    private static bool IsUnfit(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
