using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume rm</c>.</summary>
internal sealed class VolumeRmCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public VolumeRmCommand()
        : base("rm", "Remove one or more volumes", "[options] VOLUME [VOLUME...]", Positionals.Any)
    {
        Details =
            """
            Removes volumes with their content. A volume that a container uses stays, unless --force removes the
            container too.
            """;
        Examples = ["volume rm data", "volume rm --force data cache", "volume rm --all"];
        Completes = CompletionKind.Volumes;
        _all = Add(Flag.Switch("all", "a", "Remove all volumes"));
        _force = Add(Flag.Switch("force", "f", "Remove containers that use the volume too, and ignore missing ones"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (all, force) = (invocation.Get(_all), invocation.Get(_force));
        if (all == invocation.Arguments.Count > 0)
        {
            throw new UsageException("choose either one or more volumes or all");
        }

        IReadOnlyList<string> names = all
            ? [.. invocation.Engine.ListVolumes().Select(volume => volume.Name)]
            : invocation.Arguments;
        return invocation.ForEachAsync<string>(
            names,
            async name =>
            {
                try
                {
                    return await invocation.Engine.RemoveVolumeAsync(name, force, cancellationToken);
                }
                catch (GantryException e) when (e.Code == ErrorCode.NotFound && force)
                {
                    return null;
                }
            },
            ExitCodes.ForRemoval);
    }
}
