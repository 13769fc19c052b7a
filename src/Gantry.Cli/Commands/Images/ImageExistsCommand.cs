using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry image exists</c>.</summary>
internal sealed class ImageExistsCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public ImageExistsCommand()
        : base("exists", "Check if an image exists in local storage", "IMAGE", Positionals.Exactly(1))
    {
        Details = "Prints nothing. The exit code is 0 when the image exists, 1 when it does not.";
        Examples = ["image exists localhost/app:1 || gantry load -i app.tar"];
        Completes = CompletionKind.Images;
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) => Task.FromResult(
        invocation.Engine.FindImage(invocation.Arguments[0]) is null ? ExitCodes.NotThere : ExitCodes.Success);
}
