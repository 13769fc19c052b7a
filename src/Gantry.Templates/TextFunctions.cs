using System.Text;

namespace Gantry.Templates;

/// <summary>Podman's functions on strings (common/pkg/report/template.go), and the escaping ones of Go.</summary>
internal static class TextFunctions
{
    /// <summary>strings.Join.</summary>
    public static GoValue Join(FunctionCall call)
    {
        var separator = call.Text(1);
        var sink = new TextSink(call.Budget);
        var next = "";
        foreach (var text in call.Texts(0))
        {
            sink.Append(next).Append(text);
            next = separator;
        }

        return new GoValue.Text(sink.ToString());
    }

    /// <summary>strings.Split: an empty separator splits after each code point.</summary>
    public static GoValue Split(FunctionCall call)
    {
        var (text, separator) = (call.Text(0), call.Text(1));
        var parts = separator.Length == 0
            ? text.EnumerateRunes().Select(rune => rune.ToString())
            : text.Split(separator);
        return new GoValue.List([.. parts.Select(part => new GoValue.Text(part))]);
    }

    /// <summary>strings.Title: the first letter of every word in upper case, the rest as it is.</summary>
    public static GoValue Title(FunctionCall call)
    {
        var builder = new StringBuilder();
        var inWord = false;
        foreach (var rune in call.Text(0).EnumerateRunes())
        {
            builder.Append((inWord ? rune : Rune.ToUpperInvariant(rune)).ToString());
            inWord = Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '\'';
        }

        return new GoValue.Text(builder.ToString());
    }

    /// <summary>The first bytes of a text. A character cut in two becomes U+FFFD.</summary>
    public static GoValue Truncate(FunctionCall call)
    {
        var (bytes, length) = (call.Bytes(0), call.Int(1));
        if (length < 0)
        {
            throw new FunctionException($"slice bounds out of range [:{length}]");
        }

        return bytes.Length < length ? call[0] : new GoValue.Text(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
    }

    /// <summary>Spaces before and after a text that is not empty.</summary>
    public static GoValue Pad(FunctionCall call)
    {
        var (text, before, after) = (call.Text(0), call.Int(1), call.Int(2));
        if (text.Length == 0)
        {
            return call[0];
        }

        if (before < 0 || after < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        return new GoValue.Text(
            new TextSink(call.Budget).Append(' ', before).Append(text).Append(' ', after).ToString());
    }

    /// <summary>The arguments, printed as one text and escaped.</summary>
    public static GoValue Escape(FunctionCall call, Action<TextSink, string> append)
    {
        var plain = new TextSink(call.Budget);
        GoFormatter.WriteAll(plain, [.. call.Arguments.Select(Printable)]);
        var escaped = new TextSink(call.Budget);
        append(escaped, plain.ToString());
        return new GoValue.Text(escaped.ToString());
    }

    private static GoValue Printable(GoValue value) =>
        ReferenceEquals(value, GoValue.Missing) ? new GoValue.Text("<no value>") : value;
}
