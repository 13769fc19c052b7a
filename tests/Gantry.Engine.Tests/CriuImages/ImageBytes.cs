using System.Buffers.Binary;
using Google.Protobuf;

namespace Gantry.Engine.Tests.CriuImages;

/// <summary>Writes image files as CRIU does.</summary>
internal static class ImageBytes
{
    private const uint CommonMagic = 0x54564319;

    /// <summary>An image of messages, with a made-up magic word of its own.</summary>
    public static byte[] Of(params IReadOnlyList<IMessage> messages) =>
        [.. Word(CommonMagic), .. Word(0x12345678), .. messages.SelectMany(message => Framed(message.ToByteArray()))];

    /// <summary>A message with its length in front.</summary>
    public static byte[] Framed(byte[] message) => [.. Word((uint)message.Length), .. message];

    /// <summary>Four bytes, little-endian.</summary>
    public static byte[] Word(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
