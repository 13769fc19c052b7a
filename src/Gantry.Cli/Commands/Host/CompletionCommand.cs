using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry completion</c>.</summary>
internal sealed class CompletionCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public CompletionCommand()
        : base(
            "completion",
            "Print a script that completes commands in a shell",
            "{bash|zsh|fish}",
            Positionals.Exactly(1))
    {
        Details =
            """
            Prints a script for bash, zsh or fish. It completes commands, flags, and the names of containers, images
            and volumes.
            """;
        Examples =
        [
            "completion bash > /etc/bash_completion.d/gantry",
            "completion zsh > \"${fpath[1]}/_gantry\"",
            "completion fish > ~/.config/fish/completions/gantry.fish",
        ];
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var shell = invocation.Arguments[0];
        invocation.Out.Write(CompletionScripts.For(shell)
            ?? throw new UsageException($"no completion for \"{shell}\": choose from bash, zsh, fish"));
        return Task.FromResult(ExitCodes.Success);
    }
}
