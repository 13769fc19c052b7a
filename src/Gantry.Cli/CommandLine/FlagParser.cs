using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Gantry.Cli.CommandLine;

/// <summary>
/// Tells flags from positional arguments the way Podman does (Go's spf13/pflag): flags stand anywhere unless the
/// command says otherwise, letters are bundled (<c>-dit</c>), a value may stick to its letter (<c>-t0</c>), a switch
/// never takes the next word, and a word that begins with a dash may be a value. System.CommandLine differs in each
/// of these, so that it is given the result and only converts values.
/// </summary>
internal sealed class FlagParser
{
    // Names that Podman takes without showing them (cmd/podman/utils/alias.go); a command's own names come first.
    private static readonly Dictionary<string, string> s_formerNames = new(StringComparer.Ordinal)
    {
        ["--dns-opt"] = "--dns-option",
        ["--healthcheck-command"] = "--health-cmd",
        ["--healthcheck-interval"] = "--health-interval",
        ["--healthcheck-retries"] = "--health-retries",
        ["--healthcheck-start-period"] = "--health-start-period",
        ["--healthcheck-timeout"] = "--health-timeout",
        ["--namespace"] = "--ns",
        ["--net"] = "--network",
        ["--notruncate"] = "--no-trunc",
        ["--purge"] = "--rm",
        ["--storage"] = "--external",
        ["--timeout"] = "--time",
    };

    private readonly Dictionary<string, Option> _byName = new(StringComparer.Ordinal);
    private readonly bool _stopAtFirstPositional;

    /// <summary>Prepares for a set of options.</summary>
    /// <param name="options">Names and letters, the first of equal names counts.</param>
    /// <param name="stopAtFirstPositional">Whether all after the first positional argument is positional.</param>
    public FlagParser(IEnumerable<Option> options, bool stopAtFirstPositional)
    {
        _stopAtFirstPositional = stopAtFirstPositional;
        foreach (var option in options)
        {
            _byName.TryAdd(option.Name, option);
            foreach (var alias in option.Aliases)
            {
                _byName.TryAdd(alias, option);
            }
        }
    }

    /// <summary>Reads the words of a command.</summary>
    /// <exception cref="UsageException">An unknown flag, or one without its value.</exception>
    public ParsedFlags Parse(IReadOnlyList<string> words)
    {
        var flags = new List<(Option Option, string Value)>();
        var positionals = new List<string>();
        var wantsHelp = false;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                positionals.AddRange(words.Skip(i + 1));
                break;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                if (_stopAtFirstPositional)
                {
                    positionals.AddRange(words.Skip(i));
                    break;
                }

                positionals.Add(word);
            }
            else if (word[1] == '-')
            {
                wantsHelp |= !ReadLong(word, words, ref i, flags);
            }
            else
            {
                wantsHelp |= !ReadLetters(word, words, ref i, flags);
            }
        }

        return new ParsedFlags(flags, positionals, wantsHelp);
    }

    private bool TryFind(string name, [NotNullWhen(true)] out Option? option) =>
        _byName.TryGetValue(name, out option)
        || (s_formerNames.TryGetValue(name, out var current) && _byName.TryGetValue(current, out option));

    /// <returns>False for a request for help.</returns>
    private bool ReadLong(string word, IReadOnlyList<string> words, ref int index, List<(Option, string)> flags)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word : word[..equals];
        if (!TryFind(name, out var option))
        {
            return name == "--help" ? false : throw new UsageException($"unknown flag: {name}", seeHelp: true);
        }

        if (Flag.IsSwitch(option))
        {
            flags.Add((option, equals < 0 ? "true" : RequireBoolean(option, word[(equals + 1)..])));
        }
        else if (equals >= 0)
        {
            flags.Add((option, word[(equals + 1)..]));
        }
        else
        {
            flags.Add((option, Next(words, ref index) ?? throw Missing(name)));
        }

        return true;
    }

    /// <returns>False for a request for help.</returns>
    private bool ReadLetters(string word, IReadOnlyList<string> words, ref int index, List<(Option, string)> flags)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (!_byName.TryGetValue("-" + word[i], out var option))
            {
                return word[i] == 'h'
                    ? false
                    : throw new UsageException($"unknown shorthand flag: '{word[i]}' in {word}", seeHelp: true);
            }

            var rest = word[(i + 1)..];
            if (Flag.IsSwitch(option) && !rest.StartsWith('='))
            {
                flags.Add((option, "true"));
                continue;
            }

            var attached = rest.StartsWith('=') ? rest[1..] : rest.Length > 0 ? rest : null;
            var value = attached ?? Next(words, ref index) ?? throw Missing($"'{word[i]}' in {word}");
            flags.Add((option, Flag.IsSwitch(option) ? RequireBoolean(option, value) : value));
            return true;
        }

        return true;
    }

    private static string? Next(IReadOnlyList<string> words, ref int index) =>
        index + 1 < words.Count ? words[++index] : null;

    private static UsageException Missing(string flag) => new($"flag needs an argument: {flag}", seeHelp: true);

    // Go's strconv.ParseBool.
    private static string RequireBoolean(Option option, string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => "true",
        "0" or "f" or "F" or "false" or "FALSE" or "False" => "false",
        _ => throw new UsageException(
            $"invalid argument \"{text}\" for \"{Label(option)}\" flag: strconv.ParseBool: parsing \"{text}\": "
            + "invalid syntax",
            seeHelp: true),
    };

    private static string Label(Option option) =>
        Flag.Label(option.Name[2..], option.Aliases.FirstOrDefault(alias => alias.Length == 2)?[1..]);
}
