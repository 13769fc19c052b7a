using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Gantry.Linux;

/// <summary>
/// Converts between Linux file names, which are bytes, and <see cref="string"/>. A byte that is not part of valid
/// UTF-8 becomes a lone surrogate U+DC80..U+DCFF (PEP 383, "surrogateescape"), so every name survives the way there
/// and back unchanged. Every call of this assembly that takes or returns a name or a path uses this mapping.
/// </summary>
public static class LinuxPath
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';
    private const int EscapeOffset = 0xDC00;

    /// <summary>The bytes of <paramref name="path"/>, without a terminating NUL.</summary>
    /// <exception cref="ArgumentException">The text holds a surrogate that stands for no byte.</exception>
    public static byte[] ToBytes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxByteCount(path));
        try
        {
            return buffer.AsSpan(0, GetBytes(path, buffer)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The text that stands for <paramref name="bytes"/>; never fails.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done;
            if (valid)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                AppendEscaped(text, bytes[..consumed]);
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>Whether the text stands for bytes that are not valid UTF-8.</summary>
    public static bool HasEscapedBytes(string path) => path.AsSpan().ContainsAnyInRange(FirstEscape, LastEscape)
        && !IsWellFormed(path);

    internal static int MaxByteCount(string path) => checked(path.Length * 3);

    /// <summary>Writes the bytes of <paramref name="path"/> and returns their count.</summary>
    internal static int GetBytes(ReadOnlySpan<char> path, Span<byte> destination)
    {
        var status = Utf8.FromUtf16(path, destination, out var read, out var written, replaceInvalidSequences: false);
        while (status == OperationStatus.InvalidData)
        {
            var escape = path[read];
            if (escape is < FirstEscape or > LastEscape)
            {
                throw new ArgumentException($"The path holds the lone surrogate U+{(int)escape:X4}, which is no byte.");
            }

            destination[written++] = (byte)(escape - EscapeOffset);
            path = path[(read + 1)..];
            status = Utf8.FromUtf16(path, destination[written..], out read, out var more, false);
            written += more;
        }

        return written;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            text.Append((char)(EscapeOffset + b));
        }
    }
}
