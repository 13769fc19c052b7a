using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry tag</c>.</summary>
internal sealed class TagCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public TagCommand()
        : base("tag", "Add another name to a local image", "IMAGE NAME [NAME...]", Positionals.AtLeast(2))
    {
        Details = "Gives an image more names. A name that another image had moves to this one.";
        Examples = ["tag localhost/app:1 app:latest", "tag 0e3bbc2 registry.example.com/app:2"];
        Completes = CompletionKind.Images;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        foreach (var name in invocation.Arguments.Skip(1))
        {
            await invocation.Engine.TagImageAsync(invocation.Arguments[0], name, cancellationToken);
        }

        return ExitCodes.Success;
    }
}
