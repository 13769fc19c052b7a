using System.Buffers;
using System.Buffers.Binary;
using Gantry.Engine.Model;
using Google.Protobuf;

namespace Gantry.Engine.CriuImages;

/// <summary>
/// Reads one of CRIU's image files as it streams by: one or two magic words, then protobuf messages with their lengths
/// in front (4 bytes, little-endian; criu/include/magic.h, criu/protobuf.c), with raw data between some of them.
/// </summary>
/// <remarks>The file is untrusted: one message is in memory at a time, and of bounded length.</remarks>
internal sealed class CriuImageFile : IDisposable
{
    /// <summary>The longest message read, in bytes. An address space with 65 530 areas, the kernel's limit, has 4 MB.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    private const uint CommonMagic = 0x54564319;
    private const uint ServiceMagic = 0x55105940;
    private const int MagicBytes = 4;
    private const int BufferBytes = 64 * 1024;

    private readonly string _name;
    private readonly Stream _content;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;

    private CriuImageFile(string name, Stream content)
    {
        _name = name;
        _content = content;
    }

    /// <summary>The word that says what kind of image it is.</summary>
    public uint Magic { get; private set; }

    /// <summary>Reads the magic words.</summary>
    /// <param name="name">The file's name in messages.</param>
    /// <param name="content">The file, which stays open.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is cut short.</exception>
    public static async Task<CriuImageFile> OpenAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var file = new CriuImageFile(name, content);
        try
        {
            file.Magic = await file.ReadWordAsync(cancellationToken);
            if (file.Magic is CommonMagic or ServiceMagic)
            {
                file.Magic = await file.ReadWordAsync(cancellationToken);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next message; null at the end of the file.</summary>
    /// <param name="parser">What it is.</param>
    /// <param name="budget">What all messages that are kept may become; null: this one is not kept.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: cut short, too long, no such message.</exception>
    public async ValueTask<T?> NextAsync<T>(MessageParser<T> parser, CriuImageBudget? budget, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (!await FillAsync(MagicBytes, cancellationToken))
        {
            return _start == _end ? null : throw Refuse("it ends within the length of a message");
        }

        var length = await ReadWordAsync(cancellationToken);
        if (length > MaxMessageBytes)
        {
            throw Refuse($"a message has {length} bytes, the limit is {MaxMessageBytes}");
        }

        if (!await FillAsync((int)length, cancellationToken))
        {
            throw Refuse("it ends within a message");
        }

        var message = _buffer.AsSpan(_start, (int)length);
        if (budget?.TrySpend(message) == false)
        {
            throw Refuse($"its messages have more than {CriuImageBudget.MaxParts} parts");
        }

        _start += (int)length;
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Refuse($"a message cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Passes over data that follow a message.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is cut short.</exception>
    public async ValueTask SkipAsync(long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (_start == _end && !await FillAsync(1, cancellationToken))
            {
                throw Refuse("it ends within data");
            }

            var part = (int)Math.Min(length, _end - _start);
            _start += part;
            length -= part;
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<uint> ReadWordAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(MagicBytes, cancellationToken))
        {
            throw Refuse("it is cut short");
        }

        _start += MagicBytes;
        return BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start - MagicBytes));
    }

    /// <summary>Has that many bytes in the buffer; false when the file ends before.</summary>
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            MakeRoom(count);
            var read = await _content.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    // Grows with what was read, not with what a message claims to have.
    private void MakeRoom(int count)
    {
        if (_end < _buffer.Length && _start + count <= _buffer.Length)
        {
            return;
        }

        var held = _end - _start;
        var target = held == _buffer.Length ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, held);
    }

    private GantryException Refuse(string reason, Exception? error = null) =>
        new(ErrorCode.Invalid, $"Cannot read CRIU's image \"{_name}\": {reason}.", error);
}
