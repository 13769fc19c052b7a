using System.Text;

namespace Gantry.Templates;

/// <summary>The escapes of html, js and urlquery (Go's text/template/funcs.go and net/url).</summary>
internal static class Escaping
{
    public static void AppendHtml(TextSink sink, string text)
    {
        foreach (var character in text)
        {
            sink.Append(character switch
            {
                '\0' => "\uFFFD",
                '"' => "&#34;",
                '\'' => "&#39;",
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => character.ToString(),
            });
        }
    }

    public static void AppendJavaScript(TextSink sink, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            sink.Append(rune.Value switch
            {
                '\\' => @"\\",
                '\'' => @"\'",
                '"' => "\\\"",
                '<' => @"\u003C",
                '>' => @"\u003E",
                '&' => @"\u0026",
                '=' => @"\u003D",
                < ' ' => $@"\u{rune.Value:X4}",
                >= 0x80 when !GoQuote.IsPrintable(rune) => $@"\u{rune.Value:X4}",
                _ => rune.ToString(),
            });
        }
    }

    public static void AppendUrlQuery(TextSink sink, string text)
    {
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)unit;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~')
            {
                sink.Append(character);
            }
            else
            {
                sink.Append(character == ' ' ? "+" : $"%{unit:X2}");
            }
        }
    }
}
