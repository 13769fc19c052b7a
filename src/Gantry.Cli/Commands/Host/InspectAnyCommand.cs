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
            "Display the configuration of a container, image, volume, network or pod",
            "[options] {CONTAINER|IMAGE|VOLUME|NETWORK|POD} [...]",
            InspectKind.Any)
    {
        Details =
            """
            Shows all that is known about objects, as JSON with Podman's names or through a Go template. A name is
            looked up as a container, then as an image, a volume, a network, a pod.
            """;
        Examples =
        [
            "inspect web",
            "inspect --type image localhost/app:1",
            "inspect --format '{{.State.Status}}:{{.State.Checkpointed}}' web",
        ];
        Completes = CompletionKind.Containers;
        _type = Add(Flag.Text("type", "t", "Kind of object (container, image, volume, network, pod, all)", "all"));
    }

    /// <inheritdoc/>
    protected override InspectKind KindOf(Invocation invocation) => invocation.Get(_type) switch
    {
        "all" or "" => InspectKind.Any,
        "container" => InspectKind.Container,
        "image" => InspectKind.Image,
        "volume" => InspectKind.Volume,
        "pod" => InspectKind.Pod,
        "network" => InspectKind.Network,
        var other => throw new UsageException(
            $"invalid type \"{other}\": must be \"image\", \"container\", \"pod\", \"network\", \"volume\", or "
            + "\"all\""),
    };
}
