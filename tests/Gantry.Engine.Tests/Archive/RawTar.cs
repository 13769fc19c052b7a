using System.Text;
using Gantry.Engine.Archive;

namespace Gantry.Engine.Tests.Archive;

/// <summary>Builds tars field by field, so that they can be wrong.</summary>
internal sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    public RawTar Entry(
        char type, string name, string content = "", Action<byte[]>? change = null, bool sign = true, long? size = null)
    {
        var bytes = Encoding.Latin1.GetBytes(content);
        var header = new byte[512];
        Encoding.Latin1.GetBytes(name, header);
        TarNumber.FormatOctal(420, header.AsSpan(TarFormat.Mode));
        TarNumber.FormatOctal(0, header.AsSpan(TarFormat.Uid));
        TarNumber.FormatOctal(0, header.AsSpan(TarFormat.Gid));
        TarNumber.FormatOctal(size ?? bytes.Length, header.AsSpan(TarFormat.Size));
        TarNumber.FormatOctal(0, header.AsSpan(TarFormat.Modified));
        header[TarFormat.TypeOffset] = (byte)type;
        "ustar\000"u8.CopyTo(header.AsSpan(TarFormat.MagicOffset));
        change?.Invoke(header);
        if (sign)
        {
            TarNumber.FormatOctal(TarFormat.Sums(header).Unsigned, header.AsSpan(TarFormat.Checksum));
        }

        return Raw(header).Raw(bytes).Raw(new byte[TarFormat.Padding(bytes.Length)]);
    }

    /// <summary>A PAX header with these records, each "key=value".</summary>
    public RawTar Pax(char type, params string[] records)
    {
        var text = new StringBuilder();
        foreach (var record in records)
        {
            var length = record.Length + 2;
            while (length != record.Length + 2 + length.ToString().Length)
            {
                length = record.Length + 2 + length.ToString().Length;
            }

            text.Append(length).Append(' ').Append(record).Append('\n');
        }

        return Entry(type, "pax", text.ToString());
    }

    public RawTar Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] End() => Raw(new byte[1024]).Cut();

    public byte[] Cut() => [.. _bytes];
}
