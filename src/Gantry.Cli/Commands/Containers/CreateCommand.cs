using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry create</c>.</summary>
internal sealed class CreateCommand : CliCommand
{
    private readonly CreateOptions _options;
    private readonly ProgressOptions _progress;

    /// <summary>Defines the command.</summary>
    public CreateCommand()
        : base(
            "create",
            "Create but do not start a container",
            "[options] IMAGE [COMMAND [ARG...]]",
            Positionals.AtLeast(1))
    {
        Details =
            """
            Creates a container from an image, pulling it if it is missing, and prints the container's id. Start it
            with gantry start. Words after the image belong to the command in the container.
            """;
        Examples =
        [
            "create --name web localhost/app:1",
            "create -t -i --name shell localhost/app:1 sh",
            "create -v data:/data -e MODE=batch localhost/app:1",
        ];
        StopsAtFirstPositional = true;
        Completes = CompletionKind.Images;
        _options = AddGroup(new CreateOptions());
        _progress = AddGroup(new ProgressOptions());
    }

    /// <summary>The request that the words make; a seam for tests.</summary>
    public CreateOptions Request => _options;

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = _options.Read(invocation);
        using var progress = _progress.Begin(invocation);
        var created = await invocation.Engine.CreateContainerAsync(request, progress, cancellationToken);
        invocation.Warn(created.Warnings);
        await invocation.Out.WriteLineAsync(created.Container.Id.ToString());
        return ExitCodes.Success;
    }
}
