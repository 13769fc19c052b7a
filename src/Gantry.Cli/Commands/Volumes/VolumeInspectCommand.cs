using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume inspect</c>.</summary>
internal sealed class VolumeInspectCommand : InspectingCommand
{
    private readonly Option<bool> _all;

    /// <summary>Defines the command.</summary>
    public VolumeInspectCommand()
        : base(
            "Display detailed information on one or more volumes", "[options] VOLUME [VOLUME...]", InspectKind.Volume)
    {
        Details = "Shows all that is known about volumes, as JSON with Podman's names or through a Go template.";
        Examples = ["volume inspect data", "volume inspect --format '{{.Mountpoint}}' data", "volume inspect --all"];
        Completes = CompletionKind.Volumes;
        _all = Add(Flag.Switch("all", "a", "Inspect all volumes"));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Names(Invocation invocation)
    {
        var all = invocation.Get(_all);
        return all == invocation.Arguments.Count > 0
            ? throw new UsageException(
                all ? "all and named volumes cannot be used together" : "choose either one or more volumes or all")
            : all ? [.. invocation.Engine.ListVolumes().Select(volume => volume.Name)]
            : invocation.Arguments;
    }
}
