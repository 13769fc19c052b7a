using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network inspect</c>.</summary>
internal sealed class NetworkInspectCommand : InspectingCommand
{
    /// <summary>Defines the command.</summary>
    public NetworkInspectCommand()
        : base(
            "Display detailed information on one or more networks",
            "[options] NETWORK [NETWORK...]",
            InspectKind.Network)
    {
        Details = "Shows all that is known about networks, as JSON with Podman's names or through a Go template.";
        Examples = ["network inspect gantry", "network inspect --format '{{.NetworkInterface}}' back"];
        Completes = CompletionKind.Networks;
    }
}
