using System.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Terminals;
using Gantry.Templates;

namespace Gantry.Cli.CommandLine;

/// <summary>Runs one command line from its words to its exit code.</summary>
internal sealed class CliRunner(CommandContext context, CommandEntry root)
{
    private static readonly ParserConfiguration s_parserConfiguration = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="words">The words after the program's name.</param>
    /// <param name="cancellationToken">Set by Ctrl-C.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var helpPath = root.Name;
        try
        {
            var globals = new GlobalOptions();
            var resolved = CommandResolver.Resolve(root, globals.All, ReplaceHelpCommand(words));
            helpPath = resolved.Path;
            return resolved.Entry.Create is null
                ? ShowGroup(resolved, globals)
                : await RunCommandAsync(resolved, globals, [root.Name, .. words], cancellationToken);
        }
        catch (UsageException e)
        {
            await context.Error.WriteLineAsync("Error: " + e.Message);
            if (e.SeeHelp)
            {
                await context.Error.WriteLineAsync($"See '{helpPath} --help'");
            }

            return ExitCodes.EngineFailed;
        }
        catch (IOException e) when (TerminalSession.IsReaderGone(e))
        {
            // `gantry logs web | head -1`: nothing to tell, and nobody to tell it.
            return ExitCodes.ReaderGone;
        }
        catch (Exception e) when (Describe(e) is { } message)
        {
            ErrorText.Write(context.Error, message, e);
            return e is GantryException engineError ? ExitCodes.For(engineError.Code) : ExitCodes.EngineFailed;
        }
    }

    /// <summary>Makes a command ready to run; null when help was asked for.</summary>
    /// <exception cref="UsageException">The words are wrong.</exception>
    public static Invocation? Bind(
        ResolvedCommand resolved,
        CliCommand command,
        GlobalOptions globals,
        CommandContext context,
        IReadOnlyList<string> words)
    {
        globals.AddTo(command);
        var parsed = new FlagParser(command.Options, command.StopsAtFirstPositional).Parse(resolved.Words);
        if (parsed.WantsHelp)
        {
            return null;
        }

        IReadOnlyList<(Option Option, string Value)> flags = [.. resolved.Flags, .. parsed.Flags];
        var result = command.Parse(ToTokens(command, flags, parsed.Positionals), s_parserConfiguration);
        if (result.Errors.Count > 0)
        {
            throw new UsageException(result.Errors[0].Message, seeHelp: true);
        }

        globals.Check(result);
        return new Invocation(command, result, globals, flags, context, words);
    }

    /// <summary>The sentence for the person; null for errors that are bugs and keep their stack trace.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        GantryException e => e.Message,
        TemplateException e => e.Message,
        OperationCanceledException => "interrupted; what was begun has been undone",
        IOException or UnauthorizedAccessException => exception.Message,
        _ => null,
    };

    private async Task<int> RunCommandAsync(
        ResolvedCommand resolved,
        GlobalOptions globals,
        IReadOnlyList<string> commandLine,
        CancellationToken cancellationToken)
    {
        var command = resolved.Entry.CreateAt(resolved.ParentPath);
        using var invocation = Bind(resolved, command, globals, context, commandLine);
        if (invocation is null)
        {
            HelpWriter.WriteCommand(context.Out, command, resolved.Entry);
            return ExitCodes.Success;
        }

        return command.Positionals.Complain(invocation.Arguments.Count, command.FullName) is { } complaint
            ? throw new UsageException(complaint)
            : await command.RunAsync(invocation, cancellationToken);
    }

    private int ShowGroup(ResolvedCommand resolved, GlobalOptions globals)
    {
        if (resolved.Flags.Any(flag => flag.Option == globals.Version))
        {
            context.Out.WriteLine($"{root.Name} version {VersionFacts.Version}");
            return ExitCodes.Success;
        }

        HelpWriter.WriteGroup(
            context.Out, resolved.Entry, resolved.Path, resolved.ParentPath.Length == 0 ? globals.All : []);
        return resolved.WantsHelp
            ? ExitCodes.Success
            : throw new UsageException($"missing command '{resolved.Path} COMMAND'");
    }

    /// <summary><c>gantry help rm</c> is <c>gantry rm --help</c>.</summary>
    private static IReadOnlyList<string> ReplaceHelpCommand(IReadOnlyList<string> words) =>
        words is ["help", ..] ? [.. words.Skip(1), "--help"] : words;

    private static List<string> ToTokens(
        CliCommand command, IReadOnlyList<(Option Option, string Value)> flags, IReadOnlyList<string> positionals)
    {
        // The command's own name first: System.CommandLine takes a first word that equals it for the program's.
        List<string> tokens = [command.Name];
        foreach (var (option, value) in flags)
        {
            // Attached, so that a value may look like a flag; System.CommandLine drops an empty attached value.
            tokens.AddRange(value.Length > 0 ? [$"{option.Name}={value}"] : [option.Name, value]);
        }

        return [.. tokens, "--", .. positionals];
    }
}
