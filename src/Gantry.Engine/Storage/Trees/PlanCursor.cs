namespace Gantry.Engine.Storage.Trees;

/// <summary>Reads numbers and byte strings out of the records of a plan, in the order they were appended.</summary>
internal sealed class PlanCursor(ReadOnlyMemory<byte> records)
{
    private int _position;

    internal bool IsAtEnd => _position == records.Length;

    internal long ReadNumber()
    {
        var span = records.Span;
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = span[_position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }
    }

    /// <summary>Bytes that were appended with their count; valid as long as the plan.</summary>
    internal ReadOnlySpan<byte> ReadBytes()
    {
        var length = (int)ReadNumber();
        var bytes = records.Span.Slice(_position, length);
        _position += length;
        return bytes;
    }
}
