using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Networking;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>Puts existing containers on networks and takes them off again.</summary>
internal sealed class NetworkMembers(
    ContainerContext context,
    OperationJournal journal,
    NetworkStore networks,
    NetworkChoice choice,
    ContainerNetworks connections)
{
    /// <summary>Puts a container on one more network; one that runs sees the interface at once.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: the network. <see cref="ErrorCode.WrongState"/>: it is on it, or has no networks.
    /// </exception>
    public Task<Container> JoinAsync(
        LockedContainer locked, Container container, NetworkAttachment attachment, CancellationToken cancellationToken)
    {
        var complete = choice.Complete(attachment);
        RequireNetworks(container);
        if (container.Spec.Network.Attachments.Any(other => other.Network == complete.Network))
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"container {container.Id} is already connected to network \"{complete.Network}\": network is already "
                + "connected");
        }

        return ChangeAsync(
            locked,
            container,
            ("network connect", complete.Network, [.. container.Spec.Network.Attachments, complete]),
            () => connections.JoinAsync(container, complete),
            cancellationToken);
    }

    /// <summary>Takes a container off a network; one that runs loses the interface at once.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: the network, or the container is not on it. <see cref="ErrorCode.WrongState"/>.
    /// </exception>
    public Task<Container> LeaveAsync(
        LockedContainer locked, Container container, string network, CancellationToken cancellationToken)
    {
        var name = networks.Resolve(network).Name;
        RequireNetworks(container);
        NetworkAttachment[] rest = [.. container.Spec.Network.Attachments.Where(other => other.Network != name)];
        if (rest.Length == container.Spec.Network.Attachments.Count)
        {
            throw new GantryException(
                ErrorCode.NotFound, $"container {container.Id} is not connected to network {name}: network not found");
        }

        return ChangeAsync(
            locked,
            container,
            ("network disconnect", name, rest),
            () => connections.DisconnectAsync(container.Id, name),
            cancellationToken);
    }

    private Task<Container> ChangeAsync(
        LockedContainer locked,
        Container container,
        (string Name, string Network, IReadOnlyList<NetworkAttachment> Attachments) change,
        Func<Task> apply,
        CancellationToken cancellationToken) =>
        journal.RunAsync(
            change.Name,
            locked,
            async operation =>
            {
                var spec = container.Spec with
                {
                    Network = container.Spec.Network with { Attachments = change.Attachments },
                };
                operation.UndoWith(
                    new UndoStep.RestoreSpec(container.Id, container.Spec),
                    new UndoStep.AlignNetworks(container.Id, container.Spec.Network.Attachments),
                    new UndoStep.AwaitRuntime(container.Id));
                if (container.Status.State is ContainerState.Running or ContainerState.Paused)
                {
                    await apply();
                }

                operation.Commit(() => context.Containers.UpdateSpec(container.Id, spec));
                return container with { Spec = spec };
            },
            cancellationToken);

    private static void RequireNetworks(Container container)
    {
        if (container.Spec.Network.Mode != "bridge")
        {
            throw new GantryException(
                ErrorCode.WrongState, $"\"{container.Spec.Network.Mode}\" is not supported: invalid network mode");
        }
    }
}
