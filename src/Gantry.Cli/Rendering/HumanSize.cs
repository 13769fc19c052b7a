using System.Globalization;

namespace Gantry.Cli.Rendering;

/// <summary>Sizes for people, as docker/go-units writes them: powers of 1000, four or three digits.</summary>
internal static class HumanSize
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Writes <c>1.98MB</c>.</summary>
    /// <param name="bytes">The size.</param>
    /// <param name="digits">How many digits count.</param>
    public static string Format(long bytes, int digits = 3) => Number(bytes, digits, out var unit) + unit;

    /// <summary>Writes <c>1.98 MB</c>, as listings of images do.</summary>
    public static string FormatSpaced(long bytes, int digits = 3) => Number(bytes, digits, out var unit) + " " + unit;

    private static string Number(long bytes, int digits, out string unit)
    {
        var value = (double)bytes;
        var index = 0;
        while (value >= 1000 && index < s_units.Length - 1)
        {
            value /= 1000;
            index++;
        }

        unit = s_units[index];

        // Go's %.3g, of which the exponent form cannot come up below 1000 but by rounding 999.9.
        var rounded = value >= 1 ? Math.Round(value, Math.Max(0, digits - IntegerDigits(value))) : value;
        return rounded.ToString("0.####", CultureInfo.InvariantCulture);
    }

    private static int IntegerDigits(double value) => value >= 100 ? 3 : value >= 10 ? 2 : 1;
}
