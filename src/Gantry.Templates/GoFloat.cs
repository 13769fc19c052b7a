using System.Globalization;

namespace Gantry.Templates;

/// <summary>Numbers as Go's strconv writes them.</summary>
internal static class GoFloat
{
    private const int ShortestExponent = 6;

    public static string Decimal(Int128 value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the number (%v, %g), with an exponent below 1e-4 and from 1e6
    /// on.</summary>
    public static string Shortest(double value, char mark = 'e')
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        var (sign, digits, exponent) = Split(value);
        return exponent is < -4 or >= ShortestExponent
            ? sign + Scientific(digits, exponent, mark)
            : sign + Positional(digits, exponent);
    }

    /// <summary>encoding/json: an exponent, without a leading zero, below 1e-6 and from 1e21 on.</summary>
    public static string Json(double value)
    {
        var (sign, digits, exponent) = Split(value);
        return value != 0 && (exponent < -6 || exponent >= 21)
            ? sign + Scientific(digits, exponent, 'e').Replace("e-0", "e-", StringComparison.Ordinal)
            : sign + Positional(digits, exponent);
    }

    /// <summary>%e, %f and %g with a precision.</summary>
    public static string Format(double value, char verb, int precision)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        switch (verb)
        {
            case 'f' or 'F':
                return value.ToString($"F{precision}", CultureInfo.InvariantCulture);
            case 'e' or 'E':
                var text = value.ToString($"{verb}{precision}", CultureInfo.InvariantCulture);
                var mark = text.IndexOf(verb, StringComparison.Ordinal);
                var exponent = int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
                return text[..mark] + Exponent(exponent, verb);
            default:
                return General(value, verb, Math.Max(precision, 1));
        }
    }

    private static string General(double value, char verb, int precision)
    {
        var rounded = double.Parse(
            value.ToString($"E{precision - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var (sign, digits, exponent) = Split(rounded);
        var mark = verb == 'G' ? 'E' : 'e';
        var threshold = precision > digits.Length && digits.Length > exponent ? digits.Length : precision;
        return exponent < -4 || exponent >= threshold
            ? sign + Scientific(digits, exponent, mark)
            : sign + Positional(digits, exponent);
    }

    private static string? Special(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => null,
    };

    /// <summary>The shortest digits d.ddd × 10^exponent.</summary>
    private static (string Sign, string Digits, int Exponent) Split(double value)
    {
        var text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        if (digits.Length == 0)
        {
            return (double.IsNegative(value) ? "-" : "", "0", 0);
        }

        var leadingZeros = mantissa.Length - (point < 0 ? 0 : 1) - digits.Length;
        var exponent = (point < 0 ? mantissa.Length : point) - 1 - leadingZeros;
        exponent += mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        return (double.IsNegative(value) ? "-" : "", digits.TrimEnd('0'), exponent);
    }

    private static string Scientific(string digits, int exponent, char mark)
    {
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return digits[0] + fraction + Exponent(exponent, mark);
    }

    private static string Exponent(int exponent, char mark) =>
        $"{mark}{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') : digits[..(exponent + 1)];
        return whole.Length < digits.Length ? $"{whole}.{digits[whole.Length..]}" : whole;
    }
}
