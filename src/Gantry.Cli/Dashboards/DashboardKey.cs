namespace Gantry.Cli.Dashboards;

/// <summary>A key that was typed.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Character">The character of a <see cref="KeyKind.Character"/>.</param>
internal readonly record struct DashboardKey(KeyKind Kind, char Character = '\0')
{
    /// <summary>The keys in bytes that a terminal sent at once; what is not known is left out.</summary>
    public static IEnumerable<DashboardKey> Read(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\e' && index + 1 < text.Length && text[index + 1] is '[' or 'O')
            {
                // A sequence ends with a letter or a tilde (ECMA-48, 5.4).
                var end = index + 2;
                while (end < text.Length && text[end] is < '@' or > '~')
                {
                    end++;
                }

                if (Sequence(text[(index + 2)..Math.Min(end + 1, text.Length)]) is { } kind)
                {
                    yield return new(kind);
                }

                index = end;
            }
            else if (Single(text[index]) is { } key)
            {
                yield return key;
            }
        }
    }

    private static KeyKind? Sequence(string rest) => rest switch
    {
        "A" => KeyKind.Up,
        "B" => KeyKind.Down,
        "5~" => KeyKind.PageUp,
        "6~" => KeyKind.PageDown,
        _ => null,
    };

    private static DashboardKey? Single(char character) => character switch
    {
        '\e' => new(KeyKind.Back),
        '\r' or '\n' => new(KeyKind.Enter),
        '\x7f' or '\b' => new(KeyKind.Erase),
        '\x03' => new(KeyKind.Interrupt),
        _ => char.IsControl(character) ? null : new(KeyKind.Character, character),
    };
}

/// <summary>Which key.</summary>
internal enum KeyKind
{
    /// <summary>One that has a character.</summary>
    Character,

    /// <summary>Arrow up.</summary>
    Up,

    /// <summary>Arrow down.</summary>
    Down,

    /// <summary>Page up.</summary>
    PageUp,

    /// <summary>Page down.</summary>
    PageDown,

    /// <summary>Return.</summary>
    Enter,

    /// <summary>Escape.</summary>
    Back,

    /// <summary>Backspace.</summary>
    Erase,

    /// <summary>Ctrl-C.</summary>
    Interrupt,
}
