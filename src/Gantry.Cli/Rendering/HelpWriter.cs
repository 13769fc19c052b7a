using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Rendering;

/// <summary>Help texts in Podman's layout.</summary>
internal static class HelpWriter
{
    /// <summary>Help of a command.</summary>
    public static void WriteCommand(TextWriter writer, CliCommand command, CommandEntry entry)
    {
        writer.WriteLine(command.Description);
        writer.WriteLine();
        WriteSection(writer, "Description:", Paragraphs(command));
        writer.WriteLine("Usage:");
        writer.WriteLine($"  {command.FullName} {command.Usage}".TrimEnd());
        writer.WriteLine();
        if (entry.Aliases.Count > 0)
        {
            WriteSection(writer, "Aliases:", [string.Join(", ", [command.Name, .. entry.Aliases])]);
        }

        WriteCommands(writer, entry);
        WriteSection(writer, "Examples:", command.Examples.Select(example => "gantry " + example));
        WriteOptions(writer, "Options:", [.. command.OwnOptions.Where(option => !option.Hidden)]);
    }

    /// <summary>Help of a group of commands, or of the program.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="group">The group.</param>
    /// <param name="path">Its name with those above it.</param>
    /// <param name="options">Options to show; the program's are the global ones.</param>
    public static void WriteGroup(TextWriter writer, CommandEntry group, string path, IReadOnlyList<Option> options)
    {
        writer.WriteLine(group.Summary);
        writer.WriteLine();
        writer.WriteLine("Usage:");
        writer.WriteLine(options.Count > 0 ? $"  {path} [options] [command]" : $"  {path} [command]");
        writer.WriteLine();
        WriteCommands(writer, group);
        WriteOptions(writer, "Options:", options);
    }

    private static void WriteCommands(TextWriter writer, CommandEntry group)
    {
        var shown = group.Children.Where(child => !child.Hidden).OrderBy(
            child => child.Name, StringComparer.Ordinal).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        writer.WriteLine("Available Commands:");
        var width = shown.Max(child => child.Name.Length) + 2;
        foreach (var child in shown)
        {
            writer.WriteLine($"  {child.Name.PadRight(width)}{child.Summary}");
        }

        writer.WriteLine();
    }

    private static string[] Paragraphs(CliCommand command) =>
        (command.Details.Length > 0 ? command.Details : command.Description + ".").Split('\n');

    private static void WriteSection(TextWriter writer, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        writer.WriteLine(title);
        foreach (var line in all)
        {
            writer.WriteLine(line.Length > 0 ? "  " + line : "");
        }

        writer.WriteLine();
    }

    private static void WriteOptions(TextWriter writer, string title, IReadOnlyList<Option> options)
    {
        if (options.Count == 0)
        {
            return;
        }

        writer.WriteLine(title);
        var rows = options.OrderBy(option => option.Name, StringComparer.Ordinal).Select(ToRow).ToList();
        var width = rows.Max(row => row.Flag.Length) + 3;
        foreach (var (flag, description) in rows)
        {
            writer.WriteLine($"{flag.PadRight(width)}{description}");
        }

        writer.WriteLine();
    }

    private static (string Flag, string Description) ToRow(Option option)
    {
        var letter = option.Aliases.FirstOrDefault(alias => alias.Length == 2);
        var value = string.IsNullOrEmpty(option.HelpName) ? "" : " " + option.HelpName;
        return ($"  {(letter is null ? "   " : letter + ",")} {option.Name}{value}", option.Description ?? "");
    }
}
