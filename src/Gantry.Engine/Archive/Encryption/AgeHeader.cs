using System.Security.Cryptography;
using System.Text;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>What stands in front of the payload of an age file (age-encryption.org/v1, "Encrypted file format").</summary>
/// <param name="Stanzas">For whom it is.</param>
/// <param name="Signed">The bytes that <paramref name="Mac"/> proves.</param>
/// <param name="Mac">Proves that whoever knew the key of the file wrote the header.</param>
internal sealed record AgeHeader(IReadOnlyList<AgeStanza> Stanzas, byte[] Signed, byte[] Mac)
{
    /// <summary>The first line.</summary>
    public const string Version = "age-encryption.org/v1";

    /// <summary>Bytes of a header at most: room for some thousand recipients.</summary>
    public const int MostBytes = 512 * 1024;

    private const int LineLength = 64;
    private const string MacMark = "---";

    /// <summary>The header of a file.</summary>
    public static byte[] Write(IEnumerable<AgeStanza> stanzas, ReadOnlySpan<byte> fileKey)
    {
        var text = new StringBuilder(Version).Append('\n');
        foreach (var stanza in stanzas)
        {
            text.Append("-> ").AppendJoin(' ', [stanza.Type, .. stanza.Arguments]).Append('\n');
            var body = AgeText.Encode(stanza.Body);
            for (var at = 0; at <= body.Length; at += LineLength)
            {
                text.Append(body.AsSpan(at, Math.Min(LineLength, body.Length - at))).Append('\n');
            }
        }

        text.Append(MacMark);
        var mac = HMACSHA256.HashData(AgeKeys.OfHeader(fileKey), Encoding.ASCII.GetBytes(text.ToString()));
        return Encoding.ASCII.GetBytes(text.Append(' ').Append(AgeText.Encode(mac)).Append('\n').ToString());
    }

    /// <summary>Reads a header.</summary>
    /// <param name="source">The file from its start.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The header, and what was read of the payload.</returns>
    /// <exception cref="InvalidDataException">It is no header.</exception>
    public static async Task<(AgeHeader Header, ReadOnlyMemory<byte> Beyond)> ReadAsync(
        Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var count = 0;
        while (true)
        {
            RequireVersion(buffer.AsSpan(0, count));
            if (EndOf(buffer.AsSpan(0, count)) is { } end)
            {
                return (Parse(buffer.AsSpan(0, end)), buffer.AsMemory(end, count - end));
            }

            if (count == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length < MostBytes
                    ? buffer.Length * 2
                    : throw new InvalidDataException($"its header has more than {MostBytes} bytes"));
            }

            var more = await source.ReadAsync(buffer.AsMemory(count), cancellationToken);
            count += more > 0 ? more : throw new InvalidDataException("it ends within its header: it was cut short");
        }
    }

    /// <summary>Whether the header was written by someone who knew the key of the file.</summary>
    public bool IsProvenBy(ReadOnlySpan<byte> fileKey) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(AgeKeys.OfHeader(fileKey), Signed), Mac);

    private static void RequireVersion(ReadOnlySpan<byte> start)
    {
        var version = Encoding.ASCII.GetBytes(Version + "\n").AsSpan();
        if (!start[..Math.Min(start.Length, version.Length)].SequenceEqual(version[..Math.Min(start.Length, version.Length)]))
        {
            throw new InvalidDataException($"it is not encrypted, or not in the form {Version}");
        }
    }

    // Behind the line that begins with the mark; null: it is not there yet.
    private static int? EndOf(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.IndexOf("\n--- "u8);
        var end = mark < 0 ? -1 : bytes[(mark + 1)..].IndexOf((byte)'\n');
        return end < 0 ? null : mark + 1 + end + 1;
    }

    private static AgeHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ToArray().Any(letter => letter is not (byte)'\n' and (< (byte)' ' or > (byte)'~')))
        {
            throw new InvalidDataException("its header holds more than printable characters");
        }

        var lines = new Queue<string>(Encoding.ASCII.GetString(bytes[..^1]).Split('\n').Skip(1));
        var stanzas = new List<AgeStanza>();
        while (lines.Count > 1)
        {
            stanzas.Add(ParseStanza(lines));
        }

        var mac = AgeText.Decode(lines.Dequeue()[(MacMark.Length + 1)..]);
        var signed = bytes[..(bytes.LastIndexOf("\n---"u8) + 1 + MacMark.Length)];
        return new AgeHeader(stanzas, signed.ToArray(), mac);
    }

    private static AgeStanza ParseStanza(Queue<string> lines)
    {
        var words = lines.Dequeue().Split(' ');
        if (words is not ["->", { Length: > 0 } type, .. var arguments] || arguments.Contains(""))
        {
            throw new InvalidDataException("its header holds a malformed stanza");
        }

        var body = new StringBuilder();
        string line;
        do
        {
            line = lines.Count > 1 ? lines.Dequeue() : throw new InvalidDataException("its header holds a stanza without an end");
            body.Append(line.Length <= LineLength ? line : throw new InvalidDataException("its header holds a line that is too long"));
        }
        while (line.Length == LineLength);

        return new AgeStanza(type, arguments, AgeText.Decode(body.ToString()));
    }
}
