namespace Gantry.Engine.CriuImages;

/// <summary>
/// Bounds what the messages of a checkpoint become in memory. A part of two bytes becomes an object of a hundred, so
/// that lengths alone bound little.
/// </summary>
internal sealed class CriuImageBudget
{
    /// <summary>The most parts (texts, byte strings, messages within messages) of all messages together.</summary>
    public const int MaxParts = 4_000_000;

    // Deeper than CRIU's messages go; what is nested deeper is refused by the parser.
    private const int MaxDepth = 16;

    private int _left = MaxParts;

    /// <summary>Takes a message into account; false when it is too much.</summary>
    public bool TrySpend(ReadOnlySpan<byte> message)
    {
        _left -= 1 + CountParts(message, MaxDepth);
        return _left >= 0;
    }

    /// <summary>
    /// Parts of a message, counted as if every byte string that can be read as a message were one: never too few. 0
    /// when it is no message.
    /// </summary>
    private static int CountParts(ReadOnlySpan<byte> message, int depth)
    {
        var count = 0;
        while (!message.IsEmpty)
        {
            if (!TryReadVarint(ref message, out var key))
            {
                return 0;
            }

            // Wire types of the protobuf encoding: varint, 64 bits, length and bytes, 32 bits.
            switch (key & 7)
            {
                case 0 when TryReadVarint(ref message, out _):
                    break;
                case 1 when message.Length >= 8:
                    message = message[8..];
                    break;
                case 2 when TryReadVarint(ref message, out var length) && length <= (ulong)message.Length:
                    count += 1 + (depth > 0 ? CountParts(message[..(int)length], depth - 1) : 0);
                    message = message[(int)length..];
                    break;
                case 5 when message.Length >= 4:
                    message = message[4..];
                    break;
                default:
                    return 0;
            }
        }

        return count;
    }

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
