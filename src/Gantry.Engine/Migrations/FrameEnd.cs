using System.Buffers.Binary;
using System.Security.Cryptography;
using Gantry.Engine.Model;

namespace Gantry.Engine.Migrations;

/// <summary>What the end of a data stream says of it: its length, 8 bytes little-endian, and its SHA-256.</summary>
internal static class FrameEnd
{
    private const int PayloadSize = sizeof(long) + SHA256.HashSizeInBytes;

    /// <summary>The frame that ends a stream.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="hash">All of it; reset.</param>
    public static byte[] Write(uint number, long length, IncrementalHash hash)
    {
        var frame = new byte[FrameHeader.Size + PayloadSize];
        new FrameHeader(FrameType.End, number, PayloadSize).Write(frame);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(FrameHeader.Size), length);
        hash.GetHashAndReset(frame.AsSpan(FrameHeader.Size + sizeof(long)));
        return frame;
    }

    /// <summary>Compares what arrived with what the end says.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is something else.</exception>
    public static void Require(ReadOnlySpan<byte> payload, long length, IncrementalHash hash)
    {
        if (payload.Length != PayloadSize
            || BinaryPrimitives.ReadInt64LittleEndian(payload) != length
            || !hash.GetHashAndReset().AsSpan().SequenceEqual(payload[sizeof(long)..]))
        {
            throw new GantryException(ErrorCode.Invalid, "What arrived of the migration is not what was sent.");
        }
    }
}
