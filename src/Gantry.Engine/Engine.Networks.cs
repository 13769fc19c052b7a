using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine;

/// <content>Networks. A network is named by its name, its id, or a unique beginning of its id.</content>
public sealed partial class Engine
{
    /// <summary>Makes a network.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>, <see cref="ErrorCode.InUse"/>: a subnet, <see cref="ErrorCode.Invalid"/>.
    /// </exception>
    public Network CreateNetwork(NetworkCreateRequest request) => _services.Networks.Create(request);

    /// <summary>All networks by name.</summary>
    public IReadOnlyList<Network> ListNetworks() => _services.Networks.List();

    /// <summary>One network.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Network GetNetwork(string network) => _services.Networks.Resolve(network);

    /// <summary>Ids of the containers that are on a network, running or not.</summary>
    public IReadOnlyList<ContainerId> NetworkUsers(string name) => _services.Networks.UsedBy(name);

    /// <summary>Removes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="force">Also with the containers that are on it.</param>
    /// <param name="cancellationToken">Stops before anything is removed.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.InUse"/>.</exception>
    public async Task RemoveNetworkAsync(string network, bool force, CancellationToken cancellationToken)
    {
        var name = _services.Networks.Resolve(network).Name;
        if (force && name != Network.DefaultName)
        {
            foreach (var user in _services.Networks.UsedBy(name))
            {
                await RemoveUserAsync(user, cancellationToken);
            }
        }

        _services.Networks.Remove(name);
    }

    private async Task RemoveUserAsync(ContainerId user, CancellationToken cancellationToken)
    {
        var removal = new ContainerRemoval { Force = true };
        if (_services.Pods.HeldBy(user) is { } pod)
        {
            await _services.PodControl.RemoveAsync(pod, removal, cancellationToken);
        }
        else
        {
            await RemoveContainerAsync(user.ToString(), removal, cancellationToken);
        }
    }

    /// <summary>Removes networks that no container is on and that <paramref name="filter"/> accepts.</summary>
    public IReadOnlyList<Network> PruneNetworks(Func<Network, bool> filter) => _services.Networks.Prune(filter);

    /// <summary>Puts a container on one more network, at once if it runs.</summary>
    /// <param name="container">The container.</param>
    /// <param name="attachment">The network, with addresses and names on it.</param>
    /// <param name="cancellationToken">Undoes it.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>, <see cref="ErrorCode.Invalid"/>.
    /// </exception>
    public Task ConnectNetworkAsync(
        string container, NetworkAttachment attachment, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, found) => _services.NetworkMembers.JoinAsync(locked, found, attachment, cancellationToken),
            cancellationToken);

    /// <summary>Takes a container off a network, at once if it runs.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>.</exception>
    public Task DisconnectNetworkAsync(string container, string network, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, found) => _services.NetworkMembers.LeaveAsync(locked, found, network, cancellationToken),
            cancellationToken);
}
