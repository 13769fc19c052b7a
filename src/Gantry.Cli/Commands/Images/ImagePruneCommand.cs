using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry image prune</c>.</summary>
internal sealed class ImagePruneCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public ImagePruneCommand()
        : base("prune", "Remove unused images", "[options]", Positionals.None)
    {
        Details = "Removes images without a name, or all that no container uses. Asks first.";
        Examples = ["image prune", "image prune --all --force"];
        _all = Add(Flag.Switch("all", "a", "Remove all images that no container uses, not just those without a name"));
        _force = Add(Flag.Switch("force", "f", "Do not ask"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var all = invocation.Get(_all);
        var warning = all
            ? "WARNING! This command removes all images without at least one container associated with them."
            : "WARNING! This command removes all dangling images.";
        if (!invocation.Get(_force) && !await Confirmation.AskAsync(invocation, warning, cancellationToken))
        {
            return ExitCodes.Success;
        }

        foreach (var removal in await invocation.Engine.PruneImagesAsync(all, cancellationToken))
        {
            if (removal.Deleted is { } id)
            {
                await invocation.Out.WriteLineAsync(id.Hex);
            }
        }

        return ExitCodes.Success;
    }
}
