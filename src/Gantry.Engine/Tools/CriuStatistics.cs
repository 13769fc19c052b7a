using System.Buffers.Binary;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tools;

/// <summary>
/// Reads CRIU's <c>stats-dump</c> and <c>stats-restore</c>: two magic words, the length of the message (each 4 bytes,
/// little-endian), then one protobuf message <c>stats_entry</c> (criu/include/magic.h, images/stats.proto).
/// </summary>
internal static class CriuStatistics
{
    private const uint ServiceMagic = 0x55105940;
    private const uint StatisticsMagic = 0x57093306;
    private const int HeaderLength = 12;
    private const int MaximumLength = 64 * 1024;

    /// <summary>The statistics of a dump; null when the file is missing or is none.</summary>
    public static CriuDumpStatistics? ReadDump(string path)
    {
        var entry = ReadEntry(path, field: 1);
        return entry is null
            ? null
            : new CriuDumpStatistics(
                (uint)entry.GetValueOrDefault(1),
                (uint)entry.GetValueOrDefault(2),
                (uint)entry.GetValueOrDefault(3),
                (uint)entry.GetValueOrDefault(4),
                entry.GetValueOrDefault(5),
                entry.GetValueOrDefault(7));
    }

    /// <summary>The statistics of a restore; null when the file is missing or is none.</summary>
    public static CriuRestoreStatistics? ReadRestore(string path)
    {
        var entry = ReadEntry(path, field: 2);
        return entry is null
            ? null
            : new CriuRestoreStatistics(
                entry.GetValueOrDefault(1),
                entry.GetValueOrDefault(2),
                (uint)entry.GetValueOrDefault(3),
                (uint)entry.GetValueOrDefault(4),
                entry.GetValueOrDefault(5));
    }

    private static Dictionary<int, ulong>? ReadEntry(string path, int field)
    {
        if (!File.Exists(path) || new FileInfo(path).Length is < HeaderLength or > MaximumLength)
        {
            return null;
        }

        var content = File.ReadAllBytes(path);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(8));
        return BinaryPrimitives.ReadUInt32LittleEndian(content) == ServiceMagic
            && BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(4)) == StatisticsMagic
            && length <= content.Length - HeaderLength
                ? Inner(content.AsSpan(HeaderLength, (int)length), field)
                : null;
    }

    private static Dictionary<int, ulong>? Inner(ReadOnlySpan<byte> message, int field)
    {
        while (!message.IsEmpty)
        {
            if (!TryReadVarint(ref message, out var key) || (key & 7) != 2
                || !TryReadVarint(ref message, out var length) || length > (ulong)message.Length)
            {
                return null;
            }

            if ((int)(key >> 3) == field)
            {
                return Numbers(message[..(int)length]);
            }

            message = message[(int)length..];
        }

        return null;
    }

    private static Dictionary<int, ulong>? Numbers(ReadOnlySpan<byte> message)
    {
        Dictionary<int, ulong> numbers = [];
        while (!message.IsEmpty)
        {
            if (!TryReadVarint(ref message, out var key) || (key & 7) != 0 || !TryReadVarint(ref message, out var value))
            {
                return null;
            }

            numbers[(int)(key >> 3)] = value;
        }

        return numbers;
    }

    // Seven bits a byte, lowest first, the top bit set on all but the last (protobuf encoding, Base 128 Varints).
    private static bool TryReadVarint(ref ReadOnlySpan<byte> data, out ulong value)
    {
        value = 0;
        for (var index = 0; index < data.Length && index < 10; index++)
        {
            value |= (ulong)(data[index] & 0x7F) << (7 * index);
            if ((data[index] & 0x80) == 0)
            {
                data = data[(index + 1)..];
                return true;
            }
        }

        return false;
    }
}
