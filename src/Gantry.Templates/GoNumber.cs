using System.Globalization;

namespace Gantry.Templates;

/// <summary>Go's number and character literals.</summary>
internal static class GoNumber
{
    /// <summary>The number a literal stands for; null when it is not a valid one. An integer without a base prefix
    /// that starts with 0 is octal, as in Go.</summary>
    public static GoValue? Parse(string literal)
    {
        if (literal[0] == '\'')
        {
            return ParseCharacter(literal);
        }

        var negative = literal[0] == '-';
        var digits = literal[0] is '+' or '-' ? literal[1..] : literal;
        if (TryParseInteger(digits, out var magnitude))
        {
            return new GoValue.Int(negative ? -magnitude : magnitude);
        }

        var isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var plain = digits.Replace("_", "", StringComparison.Ordinal);
        return !isHex && plain.AsSpan().ContainsAny(".eE")
            && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && double.IsFinite(real)
            ? new GoValue.Float(negative ? -real : real)
            : null;
    }

    private static GoValue.Int? ParseCharacter(string literal)
    {
        var runes = GoQuote.Unquote(literal)?.EnumerateRunes().ToArray();
        return runes is [var rune] ? new GoValue.Int(rune.Value) : null;
    }

    private static bool TryParseInteger(string digits, out Int128 value)
    {
        value = 0;
        var (radix, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        foreach (var character in digits.AsSpan(start))
        {
            if (character == '_')
            {
                continue;
            }

            var digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
            if (value > ulong.MaxValue)
            {
                return false;
            }
        }

        return digits.Length > start;
    }
}
