using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.State;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Networking;

/// <summary>The networks of one installation. The default one is there as soon as anyone looks.</summary>
internal sealed class NetworkStore(NetworkTable table, NetworkNames names, TimeProvider time, ILogger logger)
{
    private readonly NetworkBuilder _builder = new(names, time);

    /// <summary>Puts a network on record; the kernel sees of it when a container joins.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: the name. <see cref="ErrorCode.InUse"/>: a subnet.
    /// <see cref="ErrorCode.Invalid"/>.
    /// </exception>
    public Network Create(NetworkCreateRequest request)
    {
        EnsureDefault();
        var network = table.Insert(others => _builder.Build(request, others));
        Log.Created(logger, network.Name);
        return network;
    }

    /// <summary>
    /// The network with exactly this name; null when there is none. Podman's name for its default network means ours,
    /// unless a network has that name.
    /// </summary>
    public Network? Find(string name) =>
        name == Network.DefaultName ? EnsureDefault()
        : table.Find(name) ?? (name == Network.DefaultNameOfPodman ? EnsureDefault() : null);

    /// <summary>The network a person means: its name, its id or the beginning of its id.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Network Resolve(string nameOrId) =>
        Find(nameOrId) ?? table.FindByNameOrId(nameOrId) ?? throw NotFound(nameOrId);

    /// <summary>All networks by name.</summary>
    public IReadOnlyList<Network> List()
    {
        EnsureDefault();
        return table.List();
    }

    /// <summary>The ids of the containers that are on a network, running or not.</summary>
    public IReadOnlyList<ContainerId> UsedBy(string name) => table.UsedBy(name);

    /// <summary>Strikes a network off the record.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.InUse"/>: containers are on it. <see cref="ErrorCode.Invalid"/>: the default one.
    /// </exception>
    public void Remove(string name)
    {
        if (name == Network.DefaultName)
        {
            throw new GantryException(ErrorCode.Invalid, $"default network {name} cannot be removed");
        }

        table.Delete(name);
        Log.Removed(logger, name);
    }

    /// <summary>Removes the networks that no container is on and that <paramref name="filter"/> accepts.</summary>
    /// <returns>Those removed; one that came into use meanwhile is left out.</returns>
    public IReadOnlyList<Network> Prune(Func<Network, bool> filter)
    {
        List<Network> removed = [];
        foreach (var network in table.List().Where(n => n.Name != Network.DefaultName).Where(filter))
        {
            try
            {
                Remove(network.Name);
                removed.Add(network);
            }
            catch (GantryException e) when (e.Code == ErrorCode.InUse)
            {
                Log.NotPruned(logger, network.Name, e.Message);
            }
        }

        return removed;
    }

    /// <summary>Podman's words for a network that is not there.</summary>
    public static GantryException NotFound(string nameOrId) =>
        new(ErrorCode.NotFound, $"unable to find network with name or ID {nameOrId}: network not found");

    private Network EnsureDefault()
    {
        if (table.Find(Network.DefaultName) is { } there)
        {
            return there;
        }

        try
        {
            // As Podman's: no name service on the network that everything is on.
            return table.Insert(others => _builder.Build(
                new NetworkCreateRequest { Name = Network.DefaultName, Traits = NetworkTraits.WithoutDns }, others));
        }
        catch (GantryException e) when (e.Code == ErrorCode.AlreadyExists)
        {
            // Another process was first.
            return table.Find(Network.DefaultName)!;
        }
    }
}
