using System.Text.Unicode;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>Bytes of a header in the making: grows, and is used again for the next entry.</summary>
internal sealed class TarBytes
{
    private byte[] _bytes = new byte[2 * TarFormat.BlockSize];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Cuts off, or adds zeros.</summary>
    public void SetLength(int length)
    {
        if (length > Length)
        {
            Append(length - Length).Clear();
        }

        Length = length;
    }

    /// <summary>Room for <paramref name="count"/> more bytes, of any content.</summary>
    public Span<byte> Append(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    /// <summary>The bytes that <paramref name="text"/> stands for; see <see cref="LinuxPath"/>.</summary>
    public void Append(string text)
    {
        var start = Length;
        var room = Append(text.Length * 3);
        var status = Utf8.FromUtf16(text, room, out _, out var written, replaceInvalidSequences: false);
        Length = start + written;
        if (status != System.Buffers.OperationStatus.Done)
        {
            Length = start;
            Append(LinuxPath.ToBytes(text));
        }
    }

    /// <summary>Fills the last block with zeros.</summary>
    public void Pad() => SetLength((int)TarFormat.Padded(Length));
}
