using System.Globalization;
using System.Text;

namespace Gantry.Templates;

/// <summary>Strings, numbers, booleans and nil by a verb of printf (Go's fmt/format.go).</summary>
internal static class ScalarFormatter
{
    /// <summary>A precision from here on adds no digit to a double.</summary>
    private const int MaxFloatPrecision = 1100;

    public static void Write(TextSink sink, GoValue value, FormatSpec spec)
    {
        switch (value, spec.Verb)
        {
            case ({ IsNothing: true }, 'T'):
                Pad(sink, "<nil>", spec);
                break;
            case (_, 'T'):
                Pad(sink, value.TypeName, spec);
                break;
            case (GoValue.Nil nil, 'v' or 's'):
                WriteNil(sink, nil.Display, spec);
                break;
            case ({ IsNothing: true }, _):
                WriteNil(sink, "<nil>", spec);
                break;
            case (GoValue.Text text, _) when FormatText(text.Value, spec) is { } formatted:
                Pad(sink, formatted, spec);
                break;
            case (GoValue.Bool flag, 'v' or 't'):
                Pad(sink, flag.Value ? "true" : "false", spec);
                break;
            case (GoValue.Int number, _) when FormatInteger(number.Value, spec) is { } formatted:
                PadNumber(sink, formatted, spec);
                break;
            case (GoValue.Float number, _) when FormatFloat(sink.Budget, number.Value, spec) is { } formatted:
                PadNumber(sink, formatted, spec with { Precision = null });
                break;
            default:
                sink.Append($"%!{spec.Verb}({value.TypeName}=");
                GoFormatter.Write(sink, value, FormatSpec.Plain);
                sink.Append(')');
                break;
        }
    }

    private static void WriteNil(TextSink sink, string display, FormatSpec spec)
    {
        if (spec.Verb == 'v' || display != "<nil>")
        {
            Pad(sink, display, spec);
        }
        else
        {
            sink.Append($"%!{spec.Verb}(<nil>)");
        }
    }

    private static string? FormatText(string text, FormatSpec spec)
    {
        if (spec.Precision is { } precision)
        {
            text = string.Concat(text.EnumerateRunes().Take(precision).Select(rune => rune.ToString()));
        }

        return spec.Verb switch
        {
            'v' => spec.Sharp ? GoQuote.Quote(text) : text,
            's' => text,
            'q' => spec.Sharp && !text.Contains('`') ? $"`{text}`" : GoQuote.Quote(text, spec.Plus),
            'x' => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
            'X' => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
            _ => null,
        };
    }

    private static string? FormatInteger(Int128 value, FormatSpec spec)
    {
        switch (spec.Verb)
        {
            case 'v' or 'd':
                return Sign(value, spec) + Digits(value, 10, spec);
            case 'b':
                return Sign(value, spec) + (spec.Sharp ? "0b" : "") + Digits(value, 2, spec);
            case 'o':
                return Sign(value, spec) + (spec.Sharp ? "0" : "") + Digits(value, 8, spec);
            case 'O':
                return Sign(value, spec) + "0o" + Digits(value, 8, spec);
            case 'x':
                return Sign(value, spec) + (spec.Sharp ? "0x" : "") + Digits(value, 16, spec);
            case 'X':
                return Sign(value, spec) + (spec.Sharp ? "0X" : "") + Digits(value, 16, spec).ToUpperInvariant();
            case 'c':
                return RuneOf(value).ToString();
            case 'q':
                return GoQuote.QuoteRune(RuneOf(value));
            case 'U':
                return spec.Sharp ? GoQuote.Unicode(RuneOf(value).Value) : $"U+{value:X4}";
            default:
                return null;
        }
    }

    private static Rune RuneOf(Int128 value) =>
        value >= 0 && value <= 0x10FFFF && Rune.IsValid((int)value) ? new Rune((int)value) : Rune.ReplacementChar;

    private static string Sign(Int128 value, FormatSpec spec) =>
        value < 0 ? "-" : spec.PlusSign ? "+" : spec.Space ? " " : "";

    private static string Digits(Int128 value, int radix, FormatSpec spec)
    {
        var magnitude = Int128.Abs(value);
        var digits = radix switch
        {
            2 => magnitude.ToString("b", CultureInfo.InvariantCulture),
            8 => Octal(magnitude),
            16 => magnitude.ToString("x", CultureInfo.InvariantCulture),
            _ => GoFloat.Decimal(magnitude),
        };
        digits = radix is 2 or 16 && digits.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : digits;
        return digits.PadLeft(spec.Precision ?? 1, '0');
    }

    private static string Octal(Int128 magnitude)
    {
        var digits = "";
        do
        {
            digits = (char)('0' + (int)(magnitude % 8)) + digits;
            magnitude /= 8;
        }
        while (magnitude > 0);

        return digits;
    }

    private static string? FormatFloat(Budget budget, double value, FormatSpec spec)
    {
        if (spec.Verb is not ('v' or 'g' or 'G' or 'e' or 'E' or 'f' or 'F'))
        {
            return null;
        }

        var precision = Math.Min(spec.Precision ?? 6, MaxFloatPrecision);
        budget.Spend(precision);
        var text = spec.Verb is 'v' or 'g' or 'G' && spec.Precision is null
            ? GoFloat.Shortest(value, spec.Verb == 'G' ? 'E' : 'e')
            : GoFloat.Format(value, spec.Verb == 'v' ? 'g' : spec.Verb, precision);
        var sign = text[0] is '-' or '+' ? "" : spec.PlusSign ? "+" : spec.Space ? " " : "";
        return sign + text;
    }

    /// <summary>Zeros go between the sign and the digits; a precision rules them out, for integers.</summary>
    private static void PadNumber(TextSink sink, string text, FormatSpec spec)
    {
        var isCharacter = spec.Verb is 'c' or 'q' or 'U';
        if (!spec.Zero || spec.Precision is not null || isCharacter || spec.Width is not { } width)
        {
            Pad(sink, text, spec with { Flags = spec.Minus ? "-" : "" });
            return;
        }

        var sign = text[0] is '-' or '+' or ' ' ? 1 : 0;
        sink.Append(text[..sign]).Append('0', Math.Max(0, width - text.Length)).Append(text[sign..]);
    }

    private static void Pad(TextSink sink, string text, FormatSpec spec)
    {
        var missing = (spec.Width ?? 0) - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            sink.Append(text);
        }
        else if (spec.Minus)
        {
            sink.Append(text).Append(' ', missing);
        }
        else
        {
            sink.Append(spec.Zero ? '0' : ' ', missing).Append(text);
        }
    }
}
