using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Interaction;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume prune</c>.</summary>
internal sealed class VolumePruneCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public VolumePruneCommand()
        : base("prune", "Remove all unused volumes", "[options]", Positionals.None)
    {
        Details = "Removes the volumes that no container uses, with their content. Asks first.";
        Examples = ["volume prune", "volume prune --force --filter label=app=web"];
        _filters = Add(Flag.Array("filter", null, "Remove the volumes that meet a condition, KEY=VALUE"));
        _force = Add(Flag.Switch("force", "f", "Do not ask"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var engine = invocation.Engine;
        var filter = VolumeFilter.Parse(
            invocation.Get(_filters), volume => engine.VolumeUsers(volume.Name).Count > 0, invocation.Context.Time);
        if (!invocation.Get(_force))
        {
            var unused = engine.ListVolumes().Where(
                volume => filter(volume) && engine.VolumeUsers(volume.Name).Count == 0).ToList();
            if (unused.Count == 0)
            {
                await invocation.Out.WriteLineAsync("No dangling volumes found");
                return ExitCodes.Success;
            }

            var warning = "WARNING! This will remove all volumes not used by at least one container. The "
                + "following volumes will be removed:\n"
                + string.Join('\n', unused.Select(volume => volume.Name));
            if (!await Confirmation.AskAsync(invocation, warning, cancellationToken))
            {
                return ExitCodes.Success;
            }
        }

        foreach (var volume in engine.PruneVolumes(filter))
        {
            await invocation.Out.WriteLineAsync(volume.Name);
        }

        return ExitCodes.Success;
    }
}
