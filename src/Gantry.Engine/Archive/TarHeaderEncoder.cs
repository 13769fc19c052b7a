using System.Globalization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Archive;

/// <summary>Makes the bytes in front of an entry's content. One encoder serves one entry after another.</summary>
internal sealed class TarHeaderEncoder
{
    private const string PaxName = "PaxHeaders.0/";
    private const string SparseName = "GNUSparseFile.0/";

    private readonly TarBytes _records = new();
    private readonly TarBytes _value = new();
    private readonly TarBytes _map = new();
    private readonly TarBytes _name = new();
    private readonly TarBytes _linkName = new();
    private readonly TarBytes _encoded = new();

    /// <summary>Encodes; the bytes are valid until the next call.</summary>
    /// <exception cref="ArgumentException">The entry contradicts itself.</exception>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: over a limit of the format.</exception>
    public ReadOnlyMemory<byte> Encode(TarEntry entry)
    {
        Require(entry);
        Take(entry);
        _encoded.Clear();
        var header = _encoded.Append(TarFormat.BlockSize);
        header.Clear();
        FillHeader(entry, header);
        if (_records.Length == 0)
        {
            return _encoded.Written;
        }

        if (_records.Length > TarFormat.MaxRecordBytes)
        {
            throw TooLarge(entry, $"its names and extended attributes need {_records.Length} bytes, "
                + $"the limit is {TarFormat.MaxRecordBytes}");
        }

        return WithRecords();
    }

    private static GantryException TooLarge(TarEntry entry, string reason) =>
        new(ErrorCode.Invalid, $"Cannot write \"{entry.Name}\" to a tar: {reason}.");

    private static void Require(TarEntry entry)
    {
        var hasContent = entry.Type == TarEntryType.RegularFile;
        ArgumentOutOfRangeException.ThrowIfNegative(entry.Size);
        if (!hasContent && (entry.Size != 0 || entry.Sparse is not null))
        {
            throw new ArgumentException($"\"{entry.Name}\" is no regular file and cannot have content.", nameof(entry));
        }

        if (entry.Sparse is { } sparse && sparse.DataBytes != entry.Size)
        {
            throw new ArgumentException(
                $"The extents of \"{entry.Name}\" hold {sparse.DataBytes} bytes, its size is {entry.Size}.",
                nameof(entry));
        }

        if (entry.Name.AsSpan().Contains('\0') || entry.LinkName.AsSpan().Contains('\0'))
        {
            throw new ArgumentException($"A name of \"{entry.Name}\" holds a NUL.", nameof(entry));
        }

        var isNamedLikeDirectory = entry.Name.EndsWith('/') && entry.Type != TarEntryType.Directory;
        if (entry.Name.Length == 0 || isNamedLikeDirectory)
        {
            throw new ArgumentException($"\"{entry.Name}\" is no name of a {entry.Type}.", nameof(entry));
        }
    }

    private void Take(TarEntry entry)
    {
        _records.Clear();
        _map.Clear();
        _name.Clear();
        _name.Append(entry.Name);
        _linkName.Clear();
        _linkName.Append(entry.LinkName);
        if (entry.Type == TarEntryType.Directory && _name.Span[^1] != (byte)'/')
        {
            _name.Append("/"u8);
        }

        if (_name.Length > TarEntry.MaxNameBytes || _linkName.Length > TarEntry.MaxNameBytes)
        {
            throw TooLarge(entry, $"a name of it is longer than {TarEntry.MaxNameBytes} bytes");
        }
    }

    private void FillHeader(TarEntry entry, Span<byte> header)
    {
        if (entry.Sparse is null)
        {
            FillName(header);
        }
        else
        {
            FillSparse(entry.Sparse, header);
        }

        FillText("linkpath", _linkName.Span, header[TarFormat.LinkName]);
        TarNumber.FormatOctal(entry.Mode & 0xFFF, header[TarFormat.Mode]);
        FillNumber("uid", entry.Uid, header[TarFormat.Uid]);
        FillNumber("gid", entry.Gid, header[TarFormat.Gid]);
        FillNumber("size", entry.Size + _map.Length, header[TarFormat.Size]);
        FillTimes(entry, header[TarFormat.Modified]);
        header[TarFormat.TypeOffset] = TypeFlag(entry.Type);
        "ustar\000"u8.CopyTo(header[TarFormat.MagicOffset..]);
        FillText("uname", entry.UserName, header[TarFormat.UserName]);
        FillText("gname", entry.GroupName, header[TarFormat.GroupName]);
        FillDevice(entry, header);
        AppendAttributes(entry);
        FillChecksum(header);
    }

    private static byte TypeFlag(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => (byte)'0',
        TarEntryType.HardLink => (byte)'1',
        TarEntryType.Symlink => (byte)'2',
        TarEntryType.CharDevice => (byte)'3',
        TarEntryType.BlockDevice => (byte)'4',
        TarEntryType.Directory => (byte)'5',
        TarEntryType.Fifo => (byte)'6',
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private void FillName(Span<byte> header)
    {
        var name = (ReadOnlySpan<byte>)_name.Span;
        var isAscii = !name.ContainsAnyExceptInRange((byte)1, (byte)0x7F);
        if (isAscii && name.Length <= TarFormat.MaxNameField)
        {
            name.CopyTo(header);
        }
        else if (isAscii && Split(name) is var slash and > 0)
        {
            name[..slash].CopyTo(header[TarFormat.Prefix]);
            name[(slash + 1)..].CopyTo(header);
        }
        else
        {
            AppendRecord("path"u8, name);
            FillAscii(name[^Math.Min(name.Length, TarFormat.MaxNameField)..], header[TarFormat.Name]);
        }
    }

    /// <summary>The slash that divides a name into prefix and name; 0 when it does not fit the two fields.</summary>
    private static int Split(ReadOnlySpan<byte> name)
    {
        // The last byte may be a directory's slash, and the name field must not be left empty.
        var slash = name[..^1][..Math.Min(name.Length - 1, TarFormat.MaxPrefixField + 1)].LastIndexOf((byte)'/');
        return slash > 0 && name.Length - slash - 1 <= TarFormat.MaxNameField ? slash : 0;
    }

    // GNU tar manual, "PAX Format, Version 1.0". The made-up name keeps a reader that does not know the form from
    // taking the map for content.
    private void FillSparse(SparseMap sparse, Span<byte> header)
    {
        var name = (ReadOnlySpan<byte>)_name.Span;
        var file = name[(name.LastIndexOf((byte)'/') + 1)..];
        AppendRecord("GNU.sparse.major"u8, "1"u8);
        AppendRecord("GNU.sparse.minor"u8, "0"u8);
        AppendRecord("GNU.sparse.name"u8, name);
        AppendNumber("GNU.sparse.realsize"u8, sparse.RealSize);
        _value.Clear();
        _value.Append(SparseName);
        _value.Append(file[..Math.Min(file.Length, TarFormat.MaxNameField - SparseName.Length)]);
        FillAscii(_value.Span, header[TarFormat.Name]);
        AppendMap(sparse);
    }

    private void AppendMap(SparseMap sparse)
    {
        // GNU tar makes a hole at the end only for an empty extent there (src/sparse.c, sparse_extract_region).
        var endsInHole = sparse.Extents.Count == 0 || sparse.Extents[^1].End < sparse.RealSize;
        AppendLine(sparse.Extents.Count + (endsInHole ? 1 : 0));
        foreach (var extent in sparse.Extents)
        {
            AppendLine(extent.Offset);
            AppendLine(extent.Length);
        }

        if (endsInHole)
        {
            AppendLine(sparse.RealSize);
            AppendLine(0);
        }

        _map.Pad();
    }

    private void AppendLine(long number)
    {
        AppendDigits(_map, number);
        _map.Append("\n"u8);
    }

    private static void AppendDigits(TarBytes bytes, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
        bytes.Append(digits[..written]);
    }

    private void FillTimes(TarEntry entry, Span<byte> field)
    {
        Span<byte> time = stackalloc byte[40];
        var fits = TarNumber.FitsOctal(entry.Modified.Seconds, field.Length);
        TarNumber.FormatOctal(fits ? entry.Modified.Seconds : 0, field);
        if (!fits || entry.Modified.Nanoseconds != 0)
        {
            AppendRecord("mtime"u8, time[..PaxTime.Format(entry.Modified, time)]);
        }

        if (entry.Accessed is { } accessed)
        {
            AppendRecord("atime"u8, time[..PaxTime.Format(accessed, time)]);
        }
    }

    private void FillNumber(string key, long value, Span<byte> field)
    {
        var fits = TarNumber.FitsOctal(value, field.Length);
        TarNumber.FormatOctal(fits ? value : 0, field);
        if (!fits)
        {
            _value.Clear();
            _value.Append(key);
            AppendNumber(_value.Span, value);
        }
    }

    private void FillText(string key, string text, Span<byte> field)
    {
        if (text.Length > 0)
        {
            _value.Clear();
            _value.Append(text);
            FillText(key, _value.Span, field);
        }
    }

    private void FillText(string key, ReadOnlySpan<byte> text, Span<byte> field)
    {
        FillAscii(text[..Math.Min(text.Length, field.Length)], field);
        if (text.Length > field.Length || text.ContainsAnyExceptInRange((byte)1, (byte)0x7F))
        {
            Span<byte> keyBytes = stackalloc byte[16];
            AppendRecord(keyBytes[..System.Text.Encoding.ASCII.GetBytes(key, keyBytes)], text);
        }
    }

    // A stand-in for readers without PAX: never cut within a character.
    private static void FillAscii(ReadOnlySpan<byte> text, Span<byte> field)
    {
        for (var i = 0; i < text.Length; i++)
        {
            field[i] = text[i] < 0x80 ? text[i] : (byte)'_';
        }
    }

    private static void FillDevice(TarEntry entry, Span<byte> header)
    {
        if (entry.Type is not (TarEntryType.CharDevice or TarEntryType.BlockDevice))
        {
            return;
        }

        if (!TarNumber.FitsOctal(Math.Max(entry.DeviceMajor, entry.DeviceMinor), header[TarFormat.DeviceMajor].Length))
        {
            throw TooLarge(entry, $"its device number {entry.DeviceMajor}:{entry.DeviceMinor} does not fit");
        }

        TarNumber.FormatOctal(entry.DeviceMajor, header[TarFormat.DeviceMajor]);
        TarNumber.FormatOctal(entry.DeviceMinor, header[TarFormat.DeviceMinor]);
    }

    private void AppendAttributes(TarEntry entry)
    {
        foreach (var (name, value) in entry.ExtendedAttributes)
        {
            // GNU tar src/xheader.c, xattr_encode_keyword: '=' cannot be in a key.
            var key = name.AsSpan().ContainsAny('%', '=')
                ? name.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal)
                : name;
            _value.Clear();
            _value.Append("SCHILY.xattr."u8);
            _value.Append(key);
            AppendRecord(_value.Span, value);
        }

        foreach (var (key, value) in entry.Pax)
        {
            _value.Clear();
            _value.Append(key);
            var keyLength = _value.Length;
            _value.Append(value);
            AppendRecord(_value.Span[..keyLength], _value.Span[keyLength..]);
        }
    }

    private void AppendNumber(ReadOnlySpan<byte> key, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
        AppendRecord(key, digits[..written]);
    }

    private void AppendRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.IsEmpty || key.ContainsAny((byte)'=', (byte)0))
        {
            throw new ArgumentException("The key of a PAX record is empty or holds '=' or NUL.", nameof(key));
        }

        // The length counts its own digits.
        var rest = key.Length + value.Length + 3;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        AppendDigits(_records, length);
        _records.Append(" "u8);
        _records.Append(key);
        _records.Append("="u8);
        _records.Append(value);
        _records.Append("\n"u8);
    }

    private static int Digits(int number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }

    private static void FillChecksum(Span<byte> header)
    {
        var checksum = header[TarFormat.Checksum];
        TarNumber.FormatOctal(TarFormat.Sums(header).Unsigned, checksum[..7]);
        checksum[7] = (byte)' ';
    }

    private ReadOnlyMemory<byte> WithRecords()
    {
        Span<byte> main = stackalloc byte[TarFormat.BlockSize];
        _encoded.Span.CopyTo(main);
        _encoded.Clear();
        var header = _encoded.Append(TarFormat.BlockSize);
        header.Clear();
        FillPaxHeader(main[TarFormat.Name], header);
        _encoded.Append(_records.Span);
        _encoded.Pad();
        _encoded.Append(main);
        _encoded.Append(_map.Span);
        return _encoded.Written;
    }

    private void FillPaxHeader(ReadOnlySpan<byte> nameField, Span<byte> header)
    {
        System.Text.Encoding.ASCII.GetBytes(PaxName, header);
        var name = nameField.TrimEnd((byte)0).TrimEnd((byte)'/');
        name = name[(name.LastIndexOf((byte)'/') + 1)..];
        name[..Math.Min(name.Length, TarFormat.MaxNameField - PaxName.Length)].CopyTo(header[PaxName.Length..]);
        TarNumber.FormatOctal(0x1A4, header[TarFormat.Mode]);
        TarNumber.FormatOctal(0, header[TarFormat.Uid]);
        TarNumber.FormatOctal(0, header[TarFormat.Gid]);
        TarNumber.FormatOctal(_records.Length, header[TarFormat.Size]);
        TarNumber.FormatOctal(0, header[TarFormat.Modified]);
        header[TarFormat.TypeOffset] = TarFormat.PaxHeader;
        "ustar\000"u8.CopyTo(header[TarFormat.MagicOffset..]);
        FillChecksum(header);
    }
}
