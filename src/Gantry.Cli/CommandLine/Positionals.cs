namespace Gantry.Cli.CommandLine;

/// <summary>How many positional arguments a command takes, with Podman's words (cobra's) for a wrong number.</summary>
/// <param name="Minimum">Fewest.</param>
/// <param name="Maximum">Most; null is any number.</param>
internal sealed record Positionals(int Minimum, int? Maximum)
{
    /// <summary>None.</summary>
    public static Positionals None { get; } = new(0, 0);

    /// <summary>Any number: the command checks by itself.</summary>
    public static Positionals Any { get; } = new(0, null);

    /// <summary>Exactly that many.</summary>
    public static Positionals Exactly(int count) => new(count, count);

    /// <summary>That many or more.</summary>
    public static Positionals AtLeast(int count) => new(count, null);

    /// <summary>That many or fewer.</summary>
    public static Positionals AtMost(int count) => new(0, count);

    /// <summary>At least and at most so many.</summary>
    public static Positionals Between(int least, int most) => new(least, most);

    /// <summary>What is wrong with a number of arguments; null when it is right.</summary>
    public string? Complain(int count, string commandPath)
    {
        if (count >= Minimum && (Maximum is null || count <= Maximum))
        {
            return null;
        }

        return (Minimum, Maximum) switch
        {
            (0, 0) => $"`{commandPath}` takes no arguments",
            (_, null) => $"requires at least {Minimum} arg(s), only received {count}",
            (0, _) => $"accepts at most {Maximum} arg(s), received {count}",
            _ when Minimum == Maximum => $"accepts {Minimum} arg(s), received {count}",
            _ => $"accepts between {Minimum} and {Maximum} arg(s), received {count}",
        };
    }
}
