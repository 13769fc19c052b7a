using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry rmi</c> and <c>gantry image rm</c>.</summary>
internal sealed class RmiCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _force;
    private readonly Option<bool> _ignore;

    /// <summary>Defines the command.</summary>
    /// <param name="name"><c>rmi</c> or <c>rm</c>.</param>
    public RmiCommand(string name)
        : base(name, "Remove one or more images from local storage", "[options] IMAGE [IMAGE...]", Positionals.Any)
    {
        var shown = name == "rm" ? "image rm" : name;
        Details =
            """
            Removes a name of an image, and the image with its last name. An image that a container uses stays,
            unless --force removes the container too.
            """;
        Examples = [shown + " localhost/app:1", shown + " --force 3f53bb00af94", shown + " --all"];
        Completes = CompletionKind.Images;
        _all = Add(Flag.Switch("all", "a", "Remove all images"));
        _force = Add(Flag.Switch("force", "f", "Remove containers that use the image too"));
        _ignore = Add(Flag.Switch("ignore", "i", "Ignore errors when an image is missing"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (all, force) = (invocation.Get(_all), invocation.Get(_force));
        if (all && invocation.Arguments.Count > 0)
        {
            throw new UsageException("when using the --all switch, you may not pass any images names or IDs");
        }

        if (!all && invocation.Arguments.Count == 0)
        {
            throw new UsageException("image name or ID must be specified");
        }

        // By id an image with several names goes only with force.
        IReadOnlyList<string> names = all
            ? [.. invocation.Engine.ListImages().SelectMany(image => image.Names.DefaultIfEmpty(image.Id.Hex))]
            : invocation.Arguments;
        return invocation.ForEachAsync<string>(
            names,
            async name =>
            {
                try
                {
                    return ImageRemovalText.Of(
                        await invocation.Engine.RemoveImageAsync(name, force, cancellationToken));
                }
                catch (GantryException e) when (e.Code == ErrorCode.NotFound && (invocation.Get(_ignore) || force))
                {
                    return null;
                }
            },
            ExitCodes.ForRemoval);
    }
}
