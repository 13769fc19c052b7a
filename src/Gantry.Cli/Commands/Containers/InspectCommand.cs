using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container inspect</c>.</summary>
internal sealed class InspectCommand : InspectingCommand
{
    /// <summary>Defines the command.</summary>
    public InspectCommand()
        : base("Display the configuration of a container", "[options] CONTAINER [CONTAINER...]", InspectKind.Container)
    {
        Details = "Shows all that is known about containers, as JSON with Podman's names or through a Go template.";
        Examples = ["container inspect web", "container inspect --format '{{.State.Status}} {{.State.Pid}}' web"];
        Completes = CompletionKind.Containers;
    }
}
