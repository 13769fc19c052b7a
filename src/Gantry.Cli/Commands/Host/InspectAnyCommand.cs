using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry inspect</c>.</summary>
internal sealed class InspectAnyCommand : InspectingCommand
{
    private readonly Option<string?> _type;

    /// <summary>Defines the command.</summary>
    public InspectAnyCommand()
        : base(
            "Display the configuration of a container, image, volume or network",
            "[options] {CONTAINER|IMAGE|VOLUME|NETWORK} [...]",
            InspectKind.Any)
    {
        Details =
            """
            Shows all that is known about objects, as JSON with Podman's names or through a Go template. A name is
            looked up as a container, then as an image, a volume, a network.
            """;
        Examples =
        [
            "inspect web",
            "inspect --type image localhost/app:1",
            "inspect --format '{{.State.Status}}:{{.State.Checkpointed}}' web",
        ];
        Completes = CompletionKind.Containers;
        _type = Add(Flag.Text("type", "t", "Kind of object (container, image, volume, network, all)", "all"));
    }

    /// <inheritdoc/>
    protected override InspectKind KindOf(Invocation invocation) => invocation.Get(_type) switch
    {
        "all" or "" => InspectKind.Any,
        "container" => InspectKind.Container,
        "image" => InspectKind.Image,
        "volume" => InspectKind.Volume,
        "pod" => throw new UsageException("Pods are not available in this version of gantry: leave out --type pod"),
        "network" => InspectKind.Network,
        var other => throw new UsageException(
            $"invalid type \"{other}\": must be \"image\", \"container\", \"pod\", \"network\", \"volume\", or "
            + "\"all\""),
    };
}
