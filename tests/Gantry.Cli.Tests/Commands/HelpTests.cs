using System.Text.RegularExpressions;
using Gantry.Cli.Commands;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Tests.Commands;

public sealed partial class HelpTests
{
    private const string UpdateVariable = "GANTRY_UPDATE_SNAPSHOTS";

    [Fact]
    public void The_help_of_all_commands_is_as_recorded()
    {
        var help = new StringWriter { NewLine = "\n" };

        WriteAll(help, CommandCatalog.Root, "");

        Snapshot.Check("help.txt", help.ToString(), UpdateVariable);
    }

    [Fact]
    public void Every_command_has_a_description_and_an_example()
    {
        var commands = Commands(CommandCatalog.Root, "gantry").ToList();

        Assert.All(commands, command =>
        {
            Assert.False(string.IsNullOrEmpty(command.Description), command.FullName);
            Assert.False(string.IsNullOrEmpty(command.Details), command.FullName);
            Assert.NotEmpty(command.Examples);
        });
        Assert.True(commands.Count > 50, $"Only {commands.Count} commands were found.");
    }

    [Fact]
    public void Every_example_is_a_command_line_that_can_be_read()
    {
        var examples = Commands(CommandCatalog.Root, "gantry").SelectMany(command => command.Examples).Distinct();

        Assert.All(examples, example => Read(example.Split(" | ")[0].Split(" || ")[0].Split(" > ")[0].Split(" < ")[0]));
    }

    private static void Read(string example)
    {
        var words = Words().Matches(example).Select(
            match => match.Value.Replace("'", "", StringComparison.Ordinal)).ToList();
        var globals = new GlobalOptions();
        var resolved = CommandResolver.Resolve(CommandCatalog.Root, globals.All, words);
        var command = resolved.Entry.CreateAt(resolved.ParentPath);
        using var invocation = CliRunner.Bind(resolved, command, globals, new TestContext().ToCommandContext(), words);

        Assert.NotNull(invocation);
        Assert.Null(command.Positionals.Complain(invocation.Arguments.Count, command.FullName));
    }

    private static void WriteAll(TextWriter writer, CommandEntry entry, string parentPath)
    {
        var path = parentPath.Length == 0 ? entry.Name : $"{parentPath} {entry.Name}";
        writer.WriteLine($"$ {path} --help");
        if (entry.Create is not null)
        {
            HelpWriter.WriteCommand(writer, entry.CreateAt(parentPath), entry);
        }
        else
        {
            HelpWriter.WriteGroup(writer, entry, path, parentPath.Length == 0 ? new GlobalOptions().All : []);
        }

        foreach (var child in entry.Children)
        {
            WriteAll(writer, child, path);
        }
    }

    private static IEnumerable<CliCommand> Commands(
        CommandEntry entry, string path) => entry.Children.SelectMany(child =>
        (IEnumerable<CliCommand>)[.. child.Create is null ? [] : (CliCommand[])[child.CreateAt(path)], .. Commands(child, $"{path} {child.Name}")]);

    [GeneratedRegex(@"'[^']*'|""[^""]*""|[^\s'""]+")]
    private static partial Regex Words();
}
