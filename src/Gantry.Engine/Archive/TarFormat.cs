namespace Gantry.Engine.Archive;

/// <summary>
/// The header block's layout (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar src/tar.h for the old GNU fields)
/// and the limits Gantry sets.
/// </summary>
internal static class TarFormat
{
    public const int BlockSize = 512;

    /// <summary>Bytes of all records of one PAX header, and of one sparse map.</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    /// <summary>Extents of one sparse map; as many as <see cref="MaxRecordBytes"/> of text can hold.</summary>
    public const int MaxExtents = MaxRecordBytes / 4;

    public const byte PaxHeader = (byte)'x';
    public const byte PaxGlobalHeader = (byte)'g';
    public const byte GnuLongName = (byte)'L';
    public const byte GnuLongLink = (byte)'K';
    public const byte GnuSparse = (byte)'S';

    public const int ChecksumOffset = 148;
    public const int ChecksumLength = 8;
    public const int TypeOffset = 156;
    public const int MagicOffset = 257;
    public const int MaxNameField = 100;
    public const int MaxPrefixField = 155;

    public static Range Name => ..100;

    public static Range Mode => 100..108;

    public static Range Uid => 108..116;

    public static Range Gid => 116..124;

    public static Range Size => 124..136;

    public static Range Modified => 136..148;

    public static Range Checksum => 148..156;

    public static Range LinkName => 157..257;

    public static Range UserName => 265..297;

    public static Range GroupName => 297..329;

    public static Range DeviceMajor => 329..337;

    public static Range DeviceMinor => 337..345;

    public static Range Prefix => 345..500;

    /// <summary>Old GNU: four extents of 12 + 12 bytes.</summary>
    public static Range GnuExtents => 386..482;

    /// <summary>Old GNU: not 0 when a block with more extents follows.</summary>
    public const int GnuIsExtendedOffset = 482;

    /// <summary>Old GNU: length of the sparse file.</summary>
    public static Range GnuRealSize => 483..495;

    /// <summary>Old GNU: 21 extents in a block of their own.</summary>
    public static Range GnuExtendedExtents => ..504;

    /// <summary>Old GNU: not 0 when one more block with extents follows.</summary>
    public const int GnuExtendedIsExtendedOffset = 504;

    /// <summary>Zero bytes that fill the last block of <paramref name="length"/> bytes.</summary>
    public static int Padding(long length) => (int)(-length & (BlockSize - 1));

    /// <summary>The length with its padding.</summary>
    public static long Padded(long length) => length + Padding(length);

    /// <summary>The sums of the header's bytes, unsigned and signed, with the checksum field taken as blanks.</summary>
    public static (int Unsigned, int Signed) Sums(ReadOnlySpan<byte> block)
    {
        int unsigned = 0, signed = 0;
        for (var i = 0; i < BlockSize; i++)
        {
            var value = i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? (byte)' ' : block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        return (unsigned, signed);
    }
}
