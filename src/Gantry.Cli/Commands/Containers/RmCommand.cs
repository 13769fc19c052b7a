using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry rm</c>.</summary>
internal sealed class RmCommand : CliCommand
{
    private readonly SelectionOptions _selection;
    private readonly TimeoutOption _timeout;
    private readonly Option<bool> _force;
    private readonly Option<bool> _volumes;

    /// <summary>Defines the command.</summary>
    public RmCommand()
        : base("rm", "Remove one or more containers", "[options] CONTAINER [CONTAINER...]", Positionals.Any)
    {
        Details =
            "Removes containers, not their images. A container that runs or is paused is removed only with --force.";
        Examples = ["rm web", "rm --force --volumes web db", "rm -af"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Remove all containers", hasIgnore: true, filterLetter: null));
        _timeout = AddGroup(new TimeoutOption());
        _force = Add(Flag.Switch("force", "f", "Remove running containers too, and ignore missing ones"));
        _volumes = Add(Flag.Switch("volumes", "v", "Remove anonymous volumes of the container"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var removal = new ContainerRemoval
        {
            Force = invocation.Get(_force),
            Volumes = invocation.Get(_volumes),
            StopTimeout = _timeout.Read(invocation),

            // As in Podman.
            WithPod = _selection.IsAll(invocation) && invocation.Get(_force),
        };
        var ignoresMissing = _selection.IgnoresMissing(invocation) || removal.Force;
        return invocation.ForEachAsync<SelectedContainer>(
            _selection.Select(invocation, _ => true, mustExist: false),
            async container =>
            {
                try
                {
                    await invocation.Engine.RemoveContainerAsync(container.Reference, removal, cancellationToken);
                    return container.Shown;
                }
                catch (GantryException e) when (e.Code == ErrorCode.NotFound && ignoresMissing)
                {
                    return null;
                }
            },
            ExitCodes.ForRemoval);
    }
}
