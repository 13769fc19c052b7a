using System.Globalization;
using System.Text;

namespace Gantry.Templates;

/// <summary>Go's quoted literals: strconv.Quote, strconv.Unquote and the verb %#U.</summary>
internal static class GoQuote
{
    private const string SimpleEscapes = "a\ab\bf\fn\nr\rt\tv\v";

    /// <summary>The text as a Go string literal in double quotes, on request of nothing but ASCII.</summary>
    public static string Quote(string text, bool isAscii = false)
    {
        var builder = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            AppendEscaped(builder, rune, '"', isAscii);
        }

        return builder.Append('"').ToString();
    }

    /// <summary>The code point as a Go character literal in single quotes.</summary>
    public static string QuoteRune(Rune rune)
    {
        var builder = new StringBuilder("'");
        AppendEscaped(builder, rune, '\'', false);
        return builder.Append('\'').ToString();
    }

    /// <summary>The code point as <c>U+0041 'A'</c>.</summary>
    public static string Unicode(int codePoint)
    {
        var name = $"U+{codePoint:X4}";
        return Rune.IsValid(codePoint) && IsPrintable(new Rune(codePoint)) ? $"{name} '{new Rune(codePoint)}'" : name;
    }

    /// <summary>The text of a string or character literal, its quotes included; null when it is not a valid one.
    /// </summary>
    public static string? Unquote(string literal)
    {
        var quote = literal[0];
        if (quote == '`')
        {
            return literal[1..^1].Replace("\r", "", StringComparison.Ordinal);
        }

        var bytes = new List<byte>(literal.Length);
        var index = 1;
        while (index < literal.Length - 1)
        {
            if (literal[index] == '\\')
            {
                if (!TryReadEscape(literal, quote, bytes, ref index))
                {
                    return null;
                }
            }
            else
            {
                var rune = Rune.TryGetRuneAt(literal, index, out var found) ? found : Rune.ReplacementChar;
                index += rune.Utf16SequenceLength;
                AppendUtf8(bytes, rune);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Whether Go prints the code point as it is: letters, marks, numbers, signs, and the ASCII space.
    /// </summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);

    private static void AppendEscaped(StringBuilder builder, Rune rune, char quote, bool isAscii)
    {
        var simple = rune.Value < 0x80 ? SimpleEscapes.IndexOf((char)rune.Value, StringComparison.Ordinal) : -1;
        if (rune.Value == quote)
        {
            builder.Append('\\').Append(quote);
        }
        else if (simple >= 0 && simple % 2 == 1)
        {
            builder.Append('\\').Append(SimpleEscapes[simple - 1]);
        }
        else if (rune.Value == '\\')
        {
            builder.Append(@"\\");
        }
        else if (IsPrintable(rune) && (rune.IsAscii || !isAscii))
        {
            builder.Append(rune.ToString());
        }
        else
        {
            builder.Append(rune.Value switch
            {
                < 0x80 => $@"\x{rune.Value:x2}",
                <= char.MaxValue => $@"\u{rune.Value:x4}",
                _ => $@"\U{rune.Value:x8}",
            });
        }
    }

    private static bool TryReadEscape(string literal, char quote, List<byte> bytes, ref int index)
    {
        var kind = literal[index + 1];
        index += 2;
        var simple = SimpleEscapes.IndexOf(kind, StringComparison.Ordinal);
        if (simple >= 0 && simple % 2 == 0)
        {
            bytes.Add((byte)SimpleEscapes[simple + 1]);
            return true;
        }

        if (kind == quote || kind == '\\')
        {
            bytes.Add((byte)kind);
            return true;
        }

        return kind switch
        {
            'x' => TryReadCode(literal, 2, 16, bytes, ref index),
            'u' => TryReadCode(literal, 4, 16, bytes, ref index),
            'U' => TryReadCode(literal, 8, 16, bytes, ref index),
            >= '0' and <= '7' when index-- > 0 => TryReadCode(literal, 3, 8, bytes, ref index),
            _ => false,
        };
    }

    /// <summary>Reads the digits of an escape. Up to three digits name a byte, more name a code point.</summary>
    private static bool TryReadCode(string literal, int count, int radix, List<byte> bytes, ref int index)
    {
        long code = 0;
        for (var end = index + count; index < end; index++)
        {
            var digit = index < literal.Length - 1 && char.IsAsciiHexDigit(literal[index])
                ? Convert.ToInt32(literal[index].ToString(), 16)
                : radix;
            if (digit >= radix)
            {
                return false;
            }

            code = (code * radix) + digit;
        }

        if (count <= 3)
        {
            bytes.Add((byte)code);
            return code <= byte.MaxValue;
        }

        if (code > int.MaxValue || !Rune.IsValid((int)code))
        {
            return false;
        }

        AppendUtf8(bytes, new Rune((int)code));
        return true;
    }

    private static void AppendUtf8(List<byte> bytes, Rune rune)
    {
        Span<byte> buffer = stackalloc byte[4];
        bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
    }
}
