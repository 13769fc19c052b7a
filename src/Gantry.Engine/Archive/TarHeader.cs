using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>Reads the fields of one header block.</summary>
internal readonly ref struct TarHeader
{
    private readonly ReadOnlySpan<byte> _block;

    /// <summary>Looks at a block whose checksum must hold.</summary>
    /// <exception cref="InvalidDataException">The checksum does not hold.</exception>
    public TarHeader(ReadOnlySpan<byte> block)
    {
        _block = block[..TarFormat.BlockSize];
        var expected = TarNumber.ParseOctal(_block[TarFormat.Checksum], "checksum");
        var (unsigned, signed) = TarFormat.Sums(_block);
        // Some historic writers summed signed characters (GNU tar src/list.c, tar_checksum).
        if (expected != unsigned && expected != signed)
        {
            throw new InvalidDataException("its header's checksum does not hold; this is no tar, or a damaged one");
        }
    }

    public byte Type => _block[TarFormat.TypeOffset];

    public long Size => Field(TarFormat.Size, "size") is var size and >= 0
        ? size
        : throw new InvalidDataException("its size is negative");

    public int Mode => (int)(Field(TarFormat.Mode, "mode") & 0xFFF);

    public uint Uid => Id(TarFormat.Uid, "uid");

    public uint Gid => Id(TarFormat.Gid, "gid");

    public UnixTime Modified => new(Field(TarFormat.Modified, "mtime"), 0);

    public string LinkName => Text(TarFormat.LinkName);

    public string UserName => HasNames ? Text(TarFormat.UserName) : "";

    public string GroupName => HasNames ? Text(TarFormat.GroupName) : "";

    public uint DeviceMajor => Id(TarFormat.DeviceMajor, "devmajor");

    public uint DeviceMinor => Id(TarFormat.DeviceMinor, "devminor");

    /// <summary>The name, with its prefix where the format has one.</summary>
    public string Name
    {
        get
        {
            var name = Terminated(_block[TarFormat.Name]);
            var prefix = IsPosix ? Terminated(_block[TarFormat.Prefix]) : [];
            if (prefix.IsEmpty)
            {
                return LinuxPath.FromBytes(name);
            }

            Span<byte> joined = stackalloc byte[TarFormat.MaxNameField + 1 + TarFormat.MaxPrefixField];
            prefix.CopyTo(joined);
            joined[prefix.Length] = (byte)'/';
            name.CopyTo(joined[(prefix.Length + 1)..]);
            return LinuxPath.FromBytes(joined[..(prefix.Length + 1 + name.Length)]);
        }
    }

    private bool IsPosix => _block[TarFormat.MagicOffset..].StartsWith("ustar\0"u8);

    private bool HasNames => _block[TarFormat.MagicOffset..].StartsWith("ustar"u8);

    private static ReadOnlySpan<byte> Terminated(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    private long Field(Range range, string name) => TarNumber.Parse(_block[range], name);

    // chown(2): an id of all ones means "leave it", so it is nobody's.
    private uint Id(Range range, string name) => Field(range, name) is var id and >= 0 and < uint.MaxValue
        ? (uint)id
        : throw new InvalidDataException($"its field '{name}' is beyond 32 bits");

    private string Text(Range range)
    {
        var text = Terminated(_block[range]);
        return text.IsEmpty ? "" : LinuxPath.FromBytes(text);
    }
}
