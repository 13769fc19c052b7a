using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gantry.Engine.Model;

namespace Gantry.Cli.CommandLine;

/// <summary>
/// Makes the options of commands. Names are given without dashes, the short one as one letter or null.
/// </summary>
internal static class Flag
{
    private const int Many = 100_000;

    /// <summary>An option that is on or off; takes <c>=true</c> or <c>=false</c> only attached.</summary>
    public static Option<bool> Switch(string name, string? letter, string description, bool initially = false)
    {
        var option = new Option<bool>("--" + name, Aliases(letter))
        {
            Description = initially ? description + " (default true)" : description,
            Arity = Repeatable,
            HelpName = "",
            CustomParser = result => Last(result) is "true",
            DefaultValueFactory = _ => initially,
        };
        return option;
    }

    /// <summary>An option with a text; the last one given counts.</summary>
    public static Option<string?> Text(
        string name, string? letter, string description, string? initially = null, string valueName = "string") =>
        new("--" + name, Aliases(letter))
        {
            Description = initially is null ? description : $"{description} (default \"{initially}\")",
            Arity = Repeatable,
            HelpName = valueName,
            CustomParser = Last,
            DefaultValueFactory = _ => initially,
        };

    /// <summary>An option with a whole number; null when it was not given.</summary>
    public static Option<long?> Integer(
        string name, string? letter, string description, long? initially = null, bool signed = false) =>
        new("--" + name, Aliases(letter))
        {
            Description = initially is null ? description : $"{description} (default {initially})",
            Arity = Repeatable,
            HelpName = signed ? "int" : "uint",
            CustomParser = result => ParseInteger(result, name, letter, signed),
            DefaultValueFactory = _ => initially,
        };

    /// <summary>An option with a size in bytes such as <c>64m</c>; null when it was not given.</summary>
    public static Option<long?> Size(string name, string? letter, string description) =>
        new("--" + name, Aliases(letter))
        {
            Description = description,
            Arity = Repeatable,
            HelpName = "size",
            CustomParser = result => ParseSize(result, name),
        };

    /// <summary>An option that may come more than once, each value taken whole.</summary>
    public static Option<IReadOnlyList<string>> Array(string name, string? letter, string description) =>
        Repeated(name, letter, description, values => [.. values]);

    /// <summary>An option that may come more than once, each value a comma list (quotes protect commas).</summary>
    public static Option<IReadOnlyList<string>> List(string name, string? letter, string description) =>
        Repeated(name, letter, description, values => [.. values.SelectMany(CommaList.Split)]);

    /// <summary>The option as Podman's messages name it: <c>-t, --time</c> or <c>--time</c>.</summary>
    public static string Label(string name, string? letter) => letter is null ? $"--{name}" : $"-{letter}, --{name}";

    /// <summary>Whether an option stands without a value.</summary>
    public static bool IsSwitch(Option option) => option is Option<bool>;

    private static ArgumentArity Repeatable => new(1, Many);

    private static string[] Aliases(string? letter) => letter is null ? [] : ["-" + letter];

    private static Option<IReadOnlyList<string>> Repeated(
        string name, string? letter, string description, Func<IEnumerable<string>, IReadOnlyList<string>> parse) =>
        new("--" + name, Aliases(letter))
        {
            Description = description,
            Arity = Repeatable,
            HelpName = "strings",
            CustomParser = result => parse(result.Tokens.Select(token => token.Value)),
            DefaultValueFactory = _ => [],
        };

    private static string? Last(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : null;

    private static long? ParseInteger(ArgumentResult result, string name, string? letter, bool signed)
    {
        var text = Last(result) ?? "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && (signed || value >= 0))
        {
            return value;
        }

        var function = signed ? "ParseInt" : "ParseUint";
        result.AddError(
            $"invalid argument \"{text}\" for \"{Label(name, letter)}\" flag: strconv.{function}: parsing "
            + $"\"{text}\": invalid syntax");
        return null;
    }

    private static long? ParseSize(ArgumentResult result, string name)
    {
        var text = Last(result) ?? "";
        try
        {
            return text == "-1" ? -1 : ByteSize.Parse(text);
        }
        catch (GantryException e)
        {
            result.AddError($"invalid value for {name}: {e.Message}");
            return null;
        }
    }
}
