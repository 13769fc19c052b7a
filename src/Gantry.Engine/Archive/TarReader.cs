using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>
/// Reads a tar stream from start to end, in one pass and in bounded memory: V7, ustar, old GNU (long names,
/// base-256 numbers, sparse files) and PAX.
/// </summary>
/// <remarks>
/// What is no tar, damaged or cut short ends in a <see cref="GantryException"/> with <see cref="ErrorCode.Invalid"/>
/// that names the entry and the byte. A <see cref="InvalidDataException"/> of the source (a decompressor's) becomes one
/// too.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The content stream owns nothing.")]
internal sealed class TarReader
{
    private readonly TarSource _source;
    private readonly TarContentStream _content;
    private readonly TarEnd _end;
    private readonly string _archive;
    private readonly PaxHeader _pax = new();
    private readonly byte[] _block = new byte[TarFormat.BlockSize];
    private PaxHeader? _global;
    private byte[] _records = [];
    private bool _announced;
    private bool _ended;

    /// <summary>
    /// Reads from <paramref name="source"/>, which stays open and may be read past the archive's end.
    /// </summary>
    /// <param name="source">The plain tar.</param>
    /// <param name="end">How it may end.</param>
    /// <param name="archive">What is being read, for messages, e.g. <c>layer sha256:…</c>.</param>
    public TarReader(Stream source, TarEnd end = TarEnd.Required, string archive = "the tar")
    {
        _source = new TarSource(source);
        _content = new TarContentStream(_source, archive);
        _end = end;
        _archive = archive;
    }

    /// <summary>
    /// The content of the entry read last: <see cref="TarEntry.Size"/> bytes, for a sparse file the data of its
    /// extents one after another. Valid until the next <see cref="ReadNextAsync"/>, which skips what is left.
    /// </summary>
    public Stream Content => _content;

    /// <summary>Bytes of the tar consumed so far.</summary>
    public long Position => _source.Position;

    /// <summary>Reads the next entry's header; null after the last one.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: no tar, damaged, cut short or over a limit.
    /// </exception>
    public async ValueTask<TarEntry?> ReadNextAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return null;
        }

        var offset = _source.Position;
        _pax.Reset(_global);
        _announced = false;
        try
        {
            await _content.SkipRestAsync(cancellationToken);
            offset = _source.Position;
            return await ReadEntryAsync(cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw Failure(_archive, _pax.Name, offset, error.Message, error);
        }
    }

    /// <summary>
    /// Reads the source to its end, past the end of the archive, so that who fills it (a pipe) or checks it (a digest,
    /// a decompressor) gets done.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the compressed stream is damaged or cut short.
    /// </exception>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ended = true;
            _content.Begin("", 0);
            await _source.SkipAsync(long.MaxValue, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw Failure(_archive, null, _source.Position, error.Message, error);
        }
    }

    internal static GantryException Failure(
        string archive, string? entry, long position, string reason, Exception? error) => new(
        ErrorCode.Invalid,
        string.IsNullOrEmpty(entry)
            ? $"Cannot read {archive} at byte {position}: {reason.TrimEnd('.')}."
            : $"Cannot read {archive} at byte {position}, entry \"{entry}\": {reason.TrimEnd('.')}.",
        error);

    private async ValueTask<TarEntry?> ReadEntryAsync(CancellationToken cancellationToken)
    {
        do
        {
            var available = await _source.EnsureAsync(TarFormat.BlockSize, cancellationToken);
            if (available == 0 && !_announced && _end == TarEnd.Optional && Position > 0)
            {
                _ended = true;
                return null;
            }

            TakeBlock(available);
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                await ReadEndAsync(cancellationToken);
                return null;
            }
        }
        while (await ReadMetaAsync(cancellationToken));

        return await ReadFileAsync(cancellationToken);
    }

    private void TakeBlock(int available)
    {
        if (available < TarFormat.BlockSize)
        {
            throw new InvalidDataException("the archive ends without an end-of-archive mark; it was cut short");
        }

        _source.Available[..TarFormat.BlockSize].CopyTo(_block);
        _source.Advance(TarFormat.BlockSize);
    }

    private async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        if (_announced)
        {
            throw new InvalidDataException("the archive ends where an entry was announced");
        }

        var available = await _source.EnsureAsync(TarFormat.BlockSize, cancellationToken);
        if (available == 0 && _end == TarEnd.Optional)
        {
            _ended = true;
            return;
        }

        TakeBlock(available);
        if (_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("a lone zero block stands between entries");
        }

        _ended = true;
    }

    /// <summary>
    /// Takes in a header that only says something about the next entry; false when it is an entry itself.
    /// </summary>
    private async ValueTask<bool> ReadMetaAsync(CancellationToken cancellationToken)
    {
        var header = new TarHeader(_block);
        var (type, length) = (header.Type, header.Size);
        switch (type)
        {
            case TarFormat.PaxHeader:
                ReadPax((await ReadRecordsAsync(length, TarFormat.MaxRecordBytes, cancellationToken)).Span);
                break;
            case TarFormat.PaxGlobalHeader:
                ReadGlobal((await ReadRecordsAsync(length, TarFormat.MaxRecordBytes, cancellationToken)).Span);
                return true;
            case TarFormat.GnuLongName:
                RequireUnset(_pax.Name);
                _pax.Name = await ReadLongNameAsync(length, cancellationToken);
                break;
            case TarFormat.GnuLongLink:
                RequireUnset(_pax.LinkName);
                _pax.LinkName = await ReadLongNameAsync(length, cancellationToken);
                break;
            default:
                return false;
        }

        _announced = true;
        return true;
    }

    private void ReadPax(ReadOnlySpan<byte> records)
    {
        var (name, linkName) = (_pax.Name, _pax.LinkName);
        _pax.Read(records);
        if (_pax.Name != name)
        {
            RequireUnset(name);
        }

        if (_pax.LinkName != linkName)
        {
            RequireUnset(linkName);
        }
    }

    private void ReadGlobal(ReadOnlySpan<byte> records)
    {
        if (_announced)
        {
            throw new InvalidDataException("a global PAX header stands between an entry and its extended header");
        }

        (_global ??= new PaxHeader()).ReadGlobal(records);
        _pax.Reset(_global);
    }

    // Readers differ in which of two names they take, so that one could be checked and the other used.
    private static void RequireUnset(string? name)
    {
        if (name is not null)
        {
            throw new InvalidDataException("its name is announced twice");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadRecordsAsync(
        long length, int limit, CancellationToken cancellationToken)
    {
        if (length > limit)
        {
            throw new InvalidDataException($"its extended header has {length} bytes, the limit is {limit}");
        }

        if (_records.Length < length)
        {
            _records = GC.AllocateUninitializedArray<byte>(Math.Max(4096, (int)length));
        }

        var records = _records.AsMemory(0, (int)length);
        for (var read = 0; read < records.Length;)
        {
            var count = await _source.ReadAsync(records[read..], cancellationToken);
            read += count > 0 ? count : throw new InvalidDataException("the archive ends within an extended header");
        }

        return await _source.SkipAsync(TarFormat.Padding(length), cancellationToken)
            ? records
            : throw new InvalidDataException("the archive ends within an extended header");
    }

    private async ValueTask<string> ReadLongNameAsync(long length, CancellationToken cancellationToken)
    {
        var name = await ReadRecordsAsync(length, TarEntry.MaxNameBytes + 1, cancellationToken);
        var bytes = name.Span.TrimEnd((byte)0);
        return !bytes.Contains((byte)0)
            ? LinuxPath.FromBytes(bytes)
            : throw new InvalidDataException("its long name holds a NUL");
    }

    private async ValueTask<TarEntry> ReadFileAsync(CancellationToken cancellationToken)
    {
        var (type, name) = TypeAndName();
        _pax.Name = name;
        var size = type == TarEntryType.RegularFile ? _pax.Size ?? new TarHeader(_block).Size : 0;
        var sparse = type == TarEntryType.RegularFile ? await ReadSparseMapAsync(size, cancellationToken) : null;
        if (sparse is { } found && found.Map.DataBytes != size - found.Length)
        {
            throw new InvalidDataException(
                $"its sparse map speaks of {found.Map.DataBytes} bytes, its content has {size - found.Length}");
        }

        var entry = ToEntry(type, name, size - (sparse?.Length ?? 0), sparse?.Map);
        _content.Begin(entry.Name, entry.Size);
        return entry;
    }

    private async ValueTask<(SparseMap Map, long Length)?> ReadSparseMapAsync(
        long size, CancellationToken cancellationToken)
    {
        if (_block[TarFormat.TypeOffset] == TarFormat.GnuSparse)
        {
            var realSize = TarNumber.Parse(_block.AsSpan()[TarFormat.GnuRealSize], "realsize");
            var extents = await SparseMapReader.ReadOldGnuAsync(_block, _source, cancellationToken);
            return (SparseMap.FromArchive(realSize, extents), 0);
        }

        if (_pax.Sparse is not { HasMapInContent: true })
        {
            return _pax.Sparse is { } records ? (records.ToMap(null), 0) : null;
        }

        var (fromContent, length) = await SparseMapReader.ReadFromContentAsync(_source, size, cancellationToken);
        return (_pax.Sparse.ToMap(fromContent), length);
    }

    private (TarEntryType Type, string Name) TypeAndName()
    {
        var header = new TarHeader(_block);
        var name = _pax.Sparse?.Name ?? _pax.Name ?? header.Name;
        TarEntryType? known = header.Type switch
        {
            0 or (byte)'0' or (byte)'7' or TarFormat.GnuSparse => TarEntryType.RegularFile,
            (byte)'1' => TarEntryType.HardLink,
            (byte)'2' => TarEntryType.Symlink,
            (byte)'3' => TarEntryType.CharDevice,
            (byte)'4' => TarEntryType.BlockDevice,
            (byte)'5' => TarEntryType.Directory,
            (byte)'6' => TarEntryType.Fifo,
            _ => null,
        };
        var type = known ?? throw new InvalidDataException($"its type, 0x{header.Type:x2}, is not known");
        if (type == TarEntryType.RegularFile && name.EndsWith('/'))
        {
            // V7 had no type for directories, only the slash (GNU tar src/extract.c, prepare_to_extract).
            type = (_pax.Size ?? header.Size) == 0
                ? TarEntryType.Directory
                : throw new InvalidDataException($"\"{name}\" is named like a directory and has content");
        }

        var trimmed = type == TarEntryType.Directory ? name.TrimEnd('/') : name;
        return name.Length > 0
            ? (type, trimmed.Length > 0 ? trimmed : "/")
            : throw new InvalidDataException("it has no name");
    }

    private TarEntry ToEntry(TarEntryType type, string name, long size, SparseMap? sparse)
    {
        var header = new TarHeader(_block);
        var isDevice = type is TarEntryType.CharDevice or TarEntryType.BlockDevice;
        var isLink = type is TarEntryType.HardLink or TarEntryType.Symlink;
        var linkName = isLink ? _pax.LinkName ?? header.LinkName : "";
        if (isLink && linkName.Length == 0)
        {
            throw new InvalidDataException("it links to nothing");
        }

        return new TarEntry
        {
            Name = name,
            Type = type,
            Size = size,
            Mode = header.Mode,
            Uid = _pax.Uid ?? header.Uid,
            Gid = _pax.Gid ?? header.Gid,
            UserName = _pax.UserName ?? header.UserName,
            GroupName = _pax.GroupName ?? header.GroupName,
            Modified = _pax.Modified ?? header.Modified,
            Accessed = _pax.Accessed,
            LinkName = linkName,
            DeviceMajor = isDevice ? header.DeviceMajor : 0,
            DeviceMinor = isDevice ? header.DeviceMinor : 0,
            ExtendedAttributes = (IReadOnlyDictionary<string, byte[]>?)_pax.ExtendedAttributes
                ?? ImmutableDictionary<string, byte[]>.Empty,
            Sparse = sparse,
            Pax = (IReadOnlyDictionary<string, string>?)_pax.Other ?? ImmutableDictionary<string, string>.Empty,
        };
    }
}
