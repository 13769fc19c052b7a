using System.Globalization;

namespace Gantry.Engine.Model;

/// <summary>Sizes as people type them: a number and a unit that is a power of 1024, as Docker's <c>64m</c> and <c>1.5GiB</c>.</summary>
public static class ByteSize
{
    /// <summary>Reads <c>NUMBER[b|k|m|g|t|p][b|iB]</c>, any case, a space before the unit allowed.</summary>
    /// <returns>Bytes.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var unitStart = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (unitStart > 0 && unitStart < text.Length && text[unitStart] == '.')
        {
            unitStart++;
        }

        var factor = Factor(text.AsSpan(unitStart).TrimStart(' '));
        if (factor is null
            || !decimal.TryParse(
                text.AsSpan(0, unitStart), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / factor.Value)
        {
            throw new GantryException(ErrorCode.Invalid, $"invalid size: '{text}'");
        }

        return (long)(number * factor.Value);
    }

    private static long? Factor(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit.Equals("b", StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        var power = "kmgtp".IndexOf(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal) + 1;
        var rest = unit[1..];
        var isWhole = rest.IsEmpty
            || rest.Equals("b", StringComparison.OrdinalIgnoreCase)
            || rest.Equals("ib", StringComparison.OrdinalIgnoreCase);
        return power > 0 && isWhole ? 1L << (10 * power) : null;
    }
}
