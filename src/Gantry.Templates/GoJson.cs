using System.Text;

namespace Gantry.Templates;

/// <summary>
/// JSON as Podman's json function writes it: Go's encoding/json with SetEscapeHTML(false), on one line, maps by key.
/// </summary>
internal static class GoJson
{
    public static void Write(TextSink sink, GoValue value)
    {
        sink.Budget.Enter();
        switch (value)
        {
            case GoValue.Bool flag:
                sink.Append(flag.Value ? "true" : "false");
                break;
            case GoValue.Int number:
                sink.Append(GoFloat.Decimal(number.Value));
                break;
            case GoValue.Float number:
                sink.Append(GoFloat.Json(number.Value));
                break;
            case GoValue.Text text:
                WriteText(sink, text.Value);
                break;
            case GoValue.List list:
                WriteList(sink, list);
                break;
            case GoValue.Object fields:
                WriteObject(sink, fields);
                break;
            default:
                sink.Append("null");
                break;
        }

        sink.Budget.Leave();
    }

    private static void WriteList(TextSink sink, GoValue.List list)
    {
        var separator = "[";
        foreach (var item in list.Items)
        {
            sink.Append(separator);
            Write(sink, item);
            separator = ",";
        }

        sink.Append(separator == "[" ? "[]" : "]");
    }

    private static void WriteObject(TextSink sink, GoValue.Object fields)
    {
        var separator = "{";
        foreach (var (name, value) in fields.Entries())
        {
            sink.Append(separator);
            WriteText(sink, name);
            sink.Append(':');
            Write(sink, value);
            separator = ",";
        }

        sink.Append(separator == "{" ? "{}" : "}");
    }

    private static void WriteText(TextSink sink, string text)
    {
        var builder = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            builder.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\b' => @"\b",
                '\f' => @"\f",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                < ' ' or 0x2028 or 0x2029 => $@"\u{rune.Value:x4}",
                _ => rune.ToString(),
            });
        }

        sink.Append(builder.Append('"').ToString());
    }
}
