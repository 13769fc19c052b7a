using System.Globalization;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>
/// What PAX records (and GNU's long names) say about the next entry. A value of null: nothing was said, the ustar
/// header holds.
/// </summary>
internal sealed class PaxHeader
{
    private const string XattrPrefix = "SCHILY.xattr.";

    public string? Name { get; set; }

    public string? LinkName { get; set; }

    public string? UserName { get; private set; }

    public string? GroupName { get; private set; }

    public long? Size { get; private set; }

    public uint? Uid { get; private set; }

    public uint? Gid { get; private set; }

    public UnixTime? Modified { get; private set; }

    public UnixTime? Accessed { get; private set; }

    public Dictionary<string, byte[]>? ExtendedAttributes { get; private set; }

    public Dictionary<string, string>? Other { get; private set; }

    public PaxSparse? Sparse { get; private set; }

    /// <summary>Reads the records of a header of type <c>x</c>.</summary>
    /// <exception cref="InvalidDataException">A record is malformed or its value makes no sense.</exception>
    public void Read(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var record = PaxRecord.Take(ref records);
            if (!ReadCommon(record) && !ReadOwn(record))
            {
                Other ??= [];
                Other[LinuxPath.FromBytes(record.Key)] = LinuxPath.FromBytes(record.Value);
            }
        }
    }

    /// <summary>
    /// Reads the records of a header of type <c>g</c>, which hold for all entries behind it. Names, sizes and extended
    /// attributes for all entries alike make no sense and are refused; unknown records are passed over.
    /// </summary>
    /// <exception cref="InvalidDataException">A record is malformed or not for all entries.</exception>
    public void ReadGlobal(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var record = PaxRecord.Take(ref records);
            if (!ReadCommon(record)
                && (record.Key.SequenceEqual("path"u8)
                    || record.Key.SequenceEqual("linkpath"u8)
                    || record.Key.SequenceEqual("size"u8)
                    || record.Key.StartsWith("GNU.sparse."u8)
                    || record.Key.StartsWith("SCHILY.xattr."u8)))
            {
                throw new InvalidDataException(
                    $"a global PAX header sets \"{LinuxPath.FromBytes(record.Key)}\" for every entry");
            }
        }
    }

    /// <summary>Forgets everything, then takes over what <paramref name="defaults"/> says.</summary>
    public void Reset(PaxHeader? defaults)
    {
        (Name, LinkName, Size, Sparse, ExtendedAttributes, Other) = (null, null, null, null, null, null);
        (UserName, GroupName) = (defaults?.UserName, defaults?.GroupName);
        (Uid, Gid) = (defaults?.Uid, defaults?.Gid);
        (Modified, Accessed) = (defaults?.Modified, defaults?.Accessed);
    }

    // An empty value takes back what was said before (POSIX pax, "pax Extended Header").
    private bool ReadCommon(PaxRecord record)
    {
        var value = record.Value;
        var key = record.Key;
        if (key.SequenceEqual("mtime"u8))
        {
            Modified = value.IsEmpty ? null : PaxTime.Parse(value);
        }
        else if (key.SequenceEqual("atime"u8))
        {
            Accessed = value.IsEmpty ? null : PaxTime.Parse(value);
        }
        else if (key.SequenceEqual("uid"u8))
        {
            Uid = value.IsEmpty ? null : ParseId(value, "uid");
        }
        else if (key.SequenceEqual("gid"u8))
        {
            Gid = value.IsEmpty ? null : ParseId(value, "gid");
        }
        else if (key.SequenceEqual("uname"u8))
        {
            UserName = value.IsEmpty ? null : ParseText(value, "uname");
        }
        else if (key.SequenceEqual("gname"u8))
        {
            GroupName = value.IsEmpty ? null : ParseText(value, "gname");
        }
        else
        {
            return key.SequenceEqual("ctime"u8) || key.SequenceEqual("comment"u8) || key.SequenceEqual("hdrcharset"u8);
        }

        return true;
    }

    private bool ReadOwn(PaxRecord record)
    {
        var value = record.Value;
        var key = record.Key;
        if (key.SequenceEqual("path"u8))
        {
            Name = value.IsEmpty ? null : ParseText(value, "path");
        }
        else if (key.SequenceEqual("linkpath"u8))
        {
            LinkName = value.IsEmpty ? null : ParseText(value, "linkpath");
        }
        else if (key.SequenceEqual("size"u8))
        {
            Size = value.IsEmpty ? null : ParseNumber(value, "size");
        }
        else if (key.StartsWith("SCHILY.xattr."u8))
        {
            ExtendedAttributes ??= [];
            ExtendedAttributes[DecodeXattrName(key[XattrPrefix.Length..])] = value.ToArray();
        }
        else if (key.StartsWith("GNU.sparse."u8))
        {
            Sparse ??= new PaxSparse();
            return Sparse.Read(record);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Reads a decimal number that is not negative.</summary>
    /// <exception cref="InvalidDataException">Something else.</exception>
    internal static long ParseNumber(ReadOnlySpan<byte> value, string key) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"the PAX record '{key}' is no number");

    /// <summary>Reads a name.</summary>
    /// <exception cref="InvalidDataException">A NUL is in it.</exception>
    internal static string ParseText(ReadOnlySpan<byte> value, string key)
    {
        if (value.Contains((byte)0))
        {
            throw new InvalidDataException($"the PAX record '{key}' holds a NUL");
        }

        return value.Length <= TarEntry.MaxNameBytes
            ? LinuxPath.FromBytes(value)
            : throw new InvalidDataException(
                $"the PAX record '{key}' has {value.Length} bytes, the limit is {TarEntry.MaxNameBytes}");
    }

    // chown(2): an id of all ones means "leave it", so it is nobody's.
    private static uint ParseId(ReadOnlySpan<byte> value, string key) =>
        ParseNumber(value, key) is var number and < uint.MaxValue
            ? (uint)number
            : throw new InvalidDataException($"the PAX record '{key}' is beyond 32 bits");

    // GNU tar src/xheader.c, xattr_encode_keyword: '=' cannot be in a key.
    private static string DecodeXattrName(ReadOnlySpan<byte> name)
    {
        var text = LinuxPath.FromBytes(name);
        if (text.Length == 0)
        {
            throw new InvalidDataException("a PAX record names no extended attribute");
        }

        return text.Contains('%', StringComparison.Ordinal)
            ? text.Replace("%3D", "=", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
            : text;
    }
}
