namespace Gantry.Templates;

/// <summary>Values as Go's fmt prints them: %v, %+v, Sprint and Sprintln.</summary>
internal static class GoFormatter
{
    /// <summary>What an action prints: %v, or <c>&lt;no value&gt;</c> for no value.</summary>
    public static void WritePlain(TextSink sink, GoValue value)
    {
        if (ReferenceEquals(value, GoValue.Missing))
        {
            sink.Append("<no value>");
        }
        else
        {
            Write(sink, value, FormatSpec.Plain);
        }
    }

    public static string Plain(Budget budget, GoValue value)
    {
        var sink = new TextSink(budget);
        WritePlain(sink, value);
        return sink.ToString();
    }

    /// <summary>Sprint: a space between two values of which neither is a string.</summary>
    public static void WriteAll(TextSink sink, IReadOnlyList<GoValue> values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            if (index > 0 && values[index] is not GoValue.Text && values[index - 1] is not GoValue.Text)
            {
                sink.Append(' ');
            }

            Write(sink, values[index], FormatSpec.Plain);
        }
    }

    /// <summary>Sprintln: a space between any two values, and the end of the line.</summary>
    public static void WriteLine(TextSink sink, IReadOnlyList<GoValue> values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            if (index > 0)
            {
                sink.Append(' ');
            }

            Write(sink, values[index], FormatSpec.Plain);
        }

        sink.Append('\n');
    }

    /// <summary>Writes a value by a verb, which slices, maps and structs hand on to what they hold.</summary>
    public static void Write(TextSink sink, GoValue value, FormatSpec spec)
    {
        sink.Budget.Enter();
        switch (value)
        {
            case GoValue.List list when spec.Verb is not ('T' or 'p'):
                sink.Append('[');
                WriteItems(sink, list, spec);
                sink.Append(']');
                break;
            case GoValue.Object fields when spec.Verb is not ('T' or 'p'):
                WriteObject(sink, fields, spec);
                break;
            default:
                ScalarFormatter.Write(sink, value, spec);
                break;
        }

        sink.Budget.Leave();
    }

    private static void WriteItems(TextSink sink, GoValue.List list, FormatSpec spec)
    {
        var isFirst = true;
        foreach (var item in list.Items)
        {
            if (!isFirst)
            {
                sink.Append(' ');
            }

            Write(sink, item, spec);
            isFirst = false;
        }
    }

    /// <summary><c>map[k:v k2:v2]</c>, or <c>{v1 v2}</c>, with the plus flag <c>{A:v1 B:v2}</c>.</summary>
    private static void WriteObject(TextSink sink, GoValue.Object fields, FormatSpec spec)
    {
        var isFirst = true;
        sink.Append(fields.IsMap ? "map[" : "{");
        foreach (var (name, value) in fields.Entries())
        {
            if (!isFirst)
            {
                sink.Append(' ');
            }

            isFirst = false;
            if (fields.IsMap)
            {
                Write(sink, new GoValue.Text(name), spec);
                sink.Append(':');
            }
            else if (spec.Verb == 'v' && (spec.Plus || spec.Sharp))
            {
                sink.Append(name).Append(':');
            }

            Write(sink, value, spec);
        }

        sink.Append(fields.IsMap ? ']' : '}');
    }
}
