using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod inspect</c>.</summary>
internal sealed class PodInspectCommand : InspectingCommand
{
    /// <summary>Defines the command.</summary>
    public PodInspectCommand()
        : base("Display detailed information on one or more pods", "[options] POD [POD...]", InspectKind.Pod)
    {
        Details = "Shows all that is known about pods, as JSON with Podman's names or through a Go template.";
        Examples = ["pod inspect web", "pod inspect --format '{{.State}} {{.InfraContainerID}}' web"];
        Completes = CompletionKind.Pods;
    }
}
