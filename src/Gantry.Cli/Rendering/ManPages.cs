using System.CommandLine;
using System.Text;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;

namespace Gantry.Cli.Rendering;

/// <summary>Manual pages in man(7) markup, one for the program, each group and each command.</summary>
internal static class ManPages
{
    /// <summary>The pages of a tree of commands.</summary>
    public static IEnumerable<ManPage> Of(CommandEntry root) => Walk(root, "");

    private static IEnumerable<ManPage> Walk(CommandEntry entry, string parentPath)
    {
        var path = parentPath.Length == 0 ? entry.Name : $"{parentPath} {entry.Name}";
        if (entry.Hidden)
        {
            return [];
        }

        return entry.Create is null
            ? [GroupPage(entry, path, parentPath), .. entry.Children.SelectMany(child => Walk(child, path))]
            : [CommandPage(entry.CreateAt(parentPath), parentPath), .. entry.Children.SelectMany(child => Walk(child, path))];
    }

    private static ManPage GroupPage(CommandEntry entry, string path, string parentPath)
    {
        var text = Begin(path, entry.Summary);
        text.Append(".SH SYNOPSIS\n.B ").Append(path).Append("\n[options] command\n");
        text.Append(".SH COMMANDS\n");
        foreach (var child in entry.Children.Where(child => !child.Hidden))
        {
            text.Append(".TP\n.B ").Append(Escape(PageName($"{path} {child.Name}"))).Append("(1)\n")
                .Append(Escape(child.Summary)).Append(".\n");
        }

        if (parentPath.Length == 0)
        {
            AppendOptions(text, "OPTIONS", new GlobalOptions().All);
        }

        return new ManPage(PageName(path) + ".1", End(text, parentPath));
    }

    private static ManPage CommandPage(CliCommand command, string parentPath)
    {
        var text = Begin(command.FullName, command.Description!);
        text.Append(".SH SYNOPSIS\n.B ").Append(Escape(command.FullName)).Append('\n')
            .Append(Escape(command.Usage)).Append('\n');
        text.Append(".SH DESCRIPTION\n").Append(Escape(command.Details)).Append('\n');
        AppendOptions(text, "OPTIONS", command.OwnOptions);
        if (command.Examples.Count > 0)
        {
            text.Append(".SH EXAMPLES\n.nf\n");
            foreach (var example in command.Examples)
            {
                text.Append("gantry ").Append(Escape(example)).Append('\n');
            }

            text.Append(".fi\n");
        }

        return new ManPage(PageName(command.FullName) + ".1", End(text, parentPath));
    }

    private static StringBuilder Begin(string path, string summary) => new StringBuilder()
        .Append(".TH \"").Append(PageName(path).ToUpperInvariant()).Append("\" \"1\" \"\" \"gantry ")
        .Append(VersionFacts.Version).Append("\" \"Gantry\"\n")
        .Append(".SH NAME\n").Append(Escape(PageName(path))).Append(" \\- ").Append(Escape(summary)).Append('\n');

    private static string End(StringBuilder text, string parentPath)
    {
        if (parentPath.Length > 0)
        {
            text.Append(".SH SEE ALSO\n.BR ").Append(Escape(PageName(parentPath))).Append(" (1)\n");
        }

        return text.ToString();
    }

    private static void AppendOptions(StringBuilder text, string title, IEnumerable<Option> options)
    {
        var shown = options.Where(option => !option.Hidden).OrderBy(
            option => option.Name, StringComparer.Ordinal).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        text.Append(".SH ").Append(title).Append('\n');
        foreach (var option in shown)
        {
            IEnumerable<string> names = [.. option.Aliases.Where(alias => alias.Length == 2), option.Name];
            text.Append(".TP\n\\fB").Append(Escape(string.Join(", ", names))).Append("\\fR");
            if (!string.IsNullOrEmpty(option.HelpName))
            {
                text.Append(" \\fI").Append(Escape(option.HelpName)).Append("\\fR");
            }

            text.Append('\n').Append(Escape(option.Description ?? "")).Append(".\n");
        }
    }

    private static string PageName(string path) => path.Replace(' ', '-');

    /// <summary>A backslash and a dash have meanings in roff, and so has a dot or quote that begins a line.</summary>
    private static string Escape(string text) => string.Join('\n', text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Split('\n')
        .Select(line => line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line));
}
