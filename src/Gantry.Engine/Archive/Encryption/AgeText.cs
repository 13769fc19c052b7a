namespace Gantry.Engine.Archive.Encryption;

/// <summary>Base64 as age has it: without padding, and in one way only.</summary>
internal static class AgeText
{
    /// <summary>The text of some bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="InvalidDataException">It is none, or could be written in another way.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length];
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out var count) && Encode(bytes.AsSpan(0, count)) == text
            ? bytes[..count]
            : throw new InvalidDataException("its header holds malformed Base64");
    }
}
