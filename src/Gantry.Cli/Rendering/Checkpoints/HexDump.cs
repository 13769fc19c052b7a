using System.Globalization;
using System.Text;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>Memory as lines of sixteen bytes, in hexadecimal and as text, as hexdump(1) -C writes it.</summary>
internal static class HexDump
{
    private const int Width = 16;

    /// <summary>Writes the lines; the first one begins at a multiple of sixteen.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="address">Where the bytes are.</param>
    /// <param name="bytes">The bytes.</param>
    public static void Write(TextWriter writer, ulong address, ReadOnlySpan<byte> bytes)
    {
        var line = new StringBuilder(80);
        var skipped = (int)(address % Width);
        for (var start = -skipped; start < bytes.Length; start += Width)
        {
            line.Clear().Append(CultureInfo.InvariantCulture, $"{address + (ulong)(long)start:x12}  ");
            var text = new StringBuilder(Width);
            for (var index = start; index < start + Width; index++)
            {
                var isThere = index >= 0 && index < bytes.Length;
                line.Append(isThere ? bytes[index].ToString("x2", CultureInfo.InvariantCulture) : "  ").Append(' ');
                text.Append(!isThere ? ' ' : bytes[index] is >= 0x20 and < 0x7F ? (char)bytes[index] : '.');
            }

            writer.WriteLine(line.Append(" |").Append(text).Append('|'));
        }
    }
}
