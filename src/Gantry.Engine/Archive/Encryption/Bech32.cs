using System.Text;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>The text form of age's keys: Bech32 (BIP 173) without its limit of 90 characters.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;

    private static readonly uint[] s_generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>The text of some bytes, in lower case.</summary>
    /// <param name="prefix">What stands in front of the separator, in lower case.</param>
    /// <param name="bytes">The bytes.</param>
    public static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        var values = Regroup(bytes.ToArray(), 8, 5, pads: true)!;
        var checksum = Checksum([.. Expand(prefix), .. values, .. new byte[ChecksumLength]]) ^ 1;
        var text = new StringBuilder(prefix).Append('1');
        foreach (var value in values)
        {
            text.Append(Alphabet[value]);
        }

        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            text.Append(Alphabet[(int)(checksum >> (5 * i)) & 31]);
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text; null: it has another prefix, both cases, or was mistyped.</summary>
    public static byte[]? Decode(string prefix, string text)
    {
        var lower = text.ToLowerInvariant();
        var isOneCase = !text.Any(char.IsAsciiLetterUpper) || !text.Any(char.IsAsciiLetterLower);
        if (!isOneCase || !lower.StartsWith(prefix + "1", StringComparison.Ordinal))
        {
            return null;
        }

        var indexes = lower[(prefix.Length + 1)..].Select(letter => Alphabet.IndexOf(letter, StringComparison.Ordinal)).ToList();
        if (indexes.Count < ChecksumLength || indexes.Contains(-1))
        {
            return null;
        }

        byte[] values = [.. indexes.Select(index => (byte)index)];
        return Checksum([.. Expand(prefix), .. values]) == 1
            ? Regroup(values[..^ChecksumLength], 5, 8, pads: false)
            : null;
    }

    private static IEnumerable<byte> Expand(string prefix) =>
        [.. prefix.Select(letter => (byte)(letter >> 5)), 0, .. prefix.Select(letter => (byte)(letter & 31))];

    private static uint Checksum(byte[] values)
    {
        uint checksum = 1;
        foreach (var value in values)
        {
            var top = checksum >> 25;
            checksum = ((checksum & 0x1ffffff) << 5) ^ value;
            for (var i = 0; i < s_generator.Length; i++)
            {
                checksum ^= ((top >> i) & 1) == 0 ? 0 : s_generator[i];
            }
        }

        return checksum;
    }

    // Null: bits are left over that a writer does not leave.
    private static byte[]? Regroup(byte[] values, int from, int to, bool pads)
    {
        var (gathered, bits) = (0, 0);
        var result = new List<byte>();
        foreach (var value in values)
        {
            gathered = ((gathered << from) | value) & 0xfff;
            bits += from;
            while (bits >= to)
            {
                bits -= to;
                result.Add((byte)((gathered >> bits) & ((1 << to) - 1)));
            }
        }

        var rest = (gathered << (to - bits)) & ((1 << to) - 1);
        if (pads)
        {
            return bits == 0 ? [.. result] : [.. result, (byte)rest];
        }

        return bits >= from || rest != 0 ? null : [.. result];
    }
}
