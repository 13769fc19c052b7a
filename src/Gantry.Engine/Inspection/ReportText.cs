using System.Text;
using Google.Protobuf;

namespace Gantry.Engine.Inspection;

/// <summary>Names from the kernel and from tars as texts that can be written as UTF-8; what is none becomes U+FFFD.</summary>
internal static class ReportText
{
    /// <summary>A name of an image.</summary>
    public static string Of(ByteString name) => Encoding.UTF8.GetString(name.Span).TrimEnd('\0');

    /// <summary>A name of a tar, in which bytes that are no UTF-8 are lone surrogates.</summary>
    public static string Of(string name)
    {
        if (!name.Any(char.IsSurrogate))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
