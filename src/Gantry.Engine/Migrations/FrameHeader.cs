using System.Buffers.Binary;
using Gantry.Engine.Model;

namespace Gantry.Engine.Migrations;

/// <summary>What is in front of each frame: type, number of the data stream (0: none), length of the payload; little-endian.</summary>
internal readonly record struct FrameHeader(FrameType Type, uint Stream, int Length)
{
    /// <summary>Its own length in bytes.</summary>
    public const int Size = 9;

    /// <summary>The longest payload; keeps the memory of both ends bounded.</summary>
    public const int MaxPayload = 1 << 20;

    /// <summary>Puts it into the first bytes of a buffer.</summary>
    public void Write(Span<byte> buffer)
    {
        buffer[0] = (byte)Type;
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[1..], Stream);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[5..], Length);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is none.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> buffer)
    {
        var header = new FrameHeader(
            (FrameType)buffer[0],
            BinaryPrimitives.ReadUInt32LittleEndian(buffer[1..]),
            BinaryPrimitives.ReadInt32LittleEndian(buffer[5..]));
        return Enum.IsDefined(header.Type) && header.Length is >= 0 and <= MaxPayload
            ? header
            : throw new GantryException(
                ErrorCode.Invalid,
                "The other end of the migration does not speak its protocol: is it \"gantry migrate-receive\", and does "
                + "nothing else write to its standard output?");
    }
}
