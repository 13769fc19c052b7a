using System.Globalization;

namespace Gantry.Linux;

/// <summary>Parses /proc/self/mountinfo (proc(5)).</summary>
internal static class MountInfoReader
{
    internal static List<MountInfo> ReadAll() =>
        [.. LinuxPath.FromBytes(File.ReadAllBytes("/proc/self/mountinfo"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(Parse)];

    internal static MountInfo Parse(string line)
    {
        var fields = line.Split(' ');
        var separator = Array.IndexOf(fields, "-", 6);
        var device = fields[2].Split(':');
        return new MountInfo(
            ulong.Parse(fields[0], CultureInfo.InvariantCulture),
            ulong.Parse(fields[1], CultureInfo.InvariantCulture),
            DeviceNumber.Make(
                uint.Parse(device[0], CultureInfo.InvariantCulture),
                uint.Parse(device[1], CultureInfo.InvariantCulture)),
            Unescape(fields[3]),
            Unescape(fields[4]),
            fields[5],
            string.Join(' ', fields[6..separator]),
            Unescape(fields[separator + 1]),
            Unescape(fields[separator + 2]),
            Unescape(fields[separator + 3]));
    }

    /// <summary>The kernel writes space, tab, newline, '\' and '#' as three octal digits after a '\'.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new System.Text.StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            var isEscape = field[i] == '\\' && i + 3 < field.Length && char.IsAsciiDigit(field[i + 1]);
            text.Append(isEscape ? (char)Convert.ToInt32(field.Substring(i + 1, 3), 8) : field[i]);
            i += isEscape ? 3 : 0;
        }

        return text.ToString();
    }
}
