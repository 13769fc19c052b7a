using System.Buffers.Binary;

namespace Gantry.Engine.Archive;

/// <summary>
/// Numbers in tar headers: octal text (POSIX ustar), or base 256 with the top bit set (GNU tar, star).
/// </summary>
internal static class TarNumber
{
    /// <summary>Reads a field. Blank is 0.</summary>
    /// <exception cref="InvalidDataException">Neither form, or beyond 63 bits.</exception>
    public static long Parse(ReadOnlySpan<byte> field, string fieldName) =>
        (field[0] & 0x80) != 0 ? ParseBase256(field, fieldName) : ParseOctal(field, fieldName);

    /// <summary>Reads a field of octal digits between spaces and NULs. Blank is 0.</summary>
    /// <exception cref="InvalidDataException">Another character, or beyond 63 bits.</exception>
    public static long ParseOctal(ReadOnlySpan<byte> field, string fieldName)
    {
        var end = field.IndexOf((byte)0);
        var digits = (end < 0 ? field : field[..end]).Trim((byte)' ');
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
            {
                throw new InvalidDataException($"the field '{fieldName}' is no octal number");
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    /// <summary>Whether <paramref name="value"/> fits in octal into a field of this length, its NUL included.</summary>
    public static bool FitsOctal(long value, int fieldLength) =>
        value >= 0 && (fieldLength > 21 || value >> (3 * (fieldLength - 1)) == 0);

    /// <summary>Fills the field with octal digits and a NUL.</summary>
    public static void FormatOctal(long value, Span<byte> field)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private static long ParseBase256(ReadOnlySpan<byte> field, string fieldName)
    {
        // Two's complement, big-endian; the top bit is only the mark, so the sign is the bit below it.
        var negative = (field[0] & 0x40) != 0;
        var fill = (byte)(negative ? 0xFF : 0);
        Span<byte> value = stackalloc byte[field.Length];
        field.CopyTo(value);
        value[0] = (byte)(negative ? value[0] | 0x80 : value[0] & 0x7F);
        var low = value[^8..];
        if (value[..^8].ContainsAnyExcept(fill) || (low[0] & 0x80) != (fill & 0x80))
        {
            throw new InvalidDataException($"the field '{fieldName}' is beyond 63 bits");
        }

        return BinaryPrimitives.ReadInt64BigEndian(low);
    }
}
