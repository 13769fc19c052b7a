using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod rm</c>.</summary>
internal sealed class PodRmCommand : CliCommand
{
    private readonly PodSelection _selection;
    private readonly TimeoutOption _timeout;
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public PodRmCommand()
        : base("rm", "Remove one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details =
            """
            Removes pods with their containers and anonymous volumes. A pod with a container that runs stays as it is,
            unless --force stops it first.
            """;
        Examples = ["pod rm web", "pod rm --force --time 0 --all"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Remove all pods", hasIgnore: true, hasFiles: true));
        _timeout = AddGroup(new TimeoutOption());
        _force = Add(Flag.Switch("force", "f", "Stop running containers first, and ignore missing pods"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var removal = new ContainerRemoval { Force = invocation.Get(_force), StopTimeout = _timeout.Read(invocation) };
        IReadOnlyList<Pod> pods;
        try
        {
            pods = _selection.Select(invocation, ignoresMissing: removal.Force);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            ErrorText.Write(invocation.Error, e.Message, e);
            return Task.FromResult(ExitCodes.NotThere);
        }

        return invocation.ForEachAsync(pods, async pod =>
        {
            await invocation.Engine.RemovePodAsync(pod.Id, removal, cancellationToken);
            return pod.Id;
        });
    }
}
