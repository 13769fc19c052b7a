using System.Buffers.Text;

namespace Gantry.Engine.Archive;

/// <summary>One record of a PAX header: <c>LENGTH KEY=VALUE\n</c>, its length counting all of it.</summary>
internal readonly ref struct PaxRecord
{
    private PaxRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The key, not empty, without <c>=</c> and NUL.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>The value, any bytes.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Takes the first record off <paramref name="records"/>.</summary>
    /// <exception cref="InvalidDataException">No record stands there.</exception>
    public static PaxRecord Take(ref ReadOnlySpan<byte> records)
    {
        if (!Utf8Parser.TryParse(records, out uint length, out var digits)
            || digits > 7
            || length > records.Length
            || length < digits + 4
            || records[digits] != (byte)' '
            || records[(int)length - 1] != (byte)'\n')
        {
            throw new InvalidDataException("a PAX record's length does not fit");
        }

        var record = records[(digits + 1)..((int)length - 1)];
        var equals = record.IndexOf((byte)'=');
        if (equals <= 0 || record[..equals].Contains((byte)0))
        {
            throw new InvalidDataException("a PAX record has no key");
        }

        records = records[(int)length..];
        return new PaxRecord(record[..equals], record[(equals + 1)..]);
    }
}
