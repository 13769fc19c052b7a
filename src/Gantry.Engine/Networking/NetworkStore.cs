using System.Net;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.State;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Networking;

/// <summary>
/// The networks of one installation. The default one is there as soon as anyone looks, and so are those that files
/// declare.
/// </summary>
internal sealed class NetworkStore(
    NetworkTable table, NetworkNames names, DeclaredNetworks declared, TimeProvider time, ILogger logger)
{
    private readonly NetworkBuilder _builder = new(names, time);

    /// <summary>Puts a network on record; the kernel sees of it when a container joins.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: the name. <see cref="ErrorCode.InUse"/>: a subnet.
    /// <see cref="ErrorCode.Invalid"/>.
    /// </exception>
    public Network Create(NetworkCreateRequest request)
    {
        EnsureAll();
        var network = table.Insert(others => _builder.Build(request, others));
        Log.Created(logger, network.Name);
        return network;
    }

    /// <summary>
    /// The network with exactly this name; null when there is none. Podman's name for its default network means ours,
    /// unless a network has that name.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is declared in a wrong way.</exception>
    public Network? Find(string name) =>
        name == Network.DefaultName ? EnsureDefault()
        : table.Find(name) ?? TakeOver(name) ?? (name == Network.DefaultNameOfPodman ? EnsureDefault() : null);

    /// <summary>The network a person means: its name, its id or the beginning of its id.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Network Resolve(string nameOrId)
    {
        if (Find(nameOrId) is { } exact)
        {
            return exact;
        }

        EnsureAll();
        return table.FindByNameOrId(nameOrId) ?? throw NotFound(nameOrId);
    }

    /// <summary>All networks by name.</summary>
    public IReadOnlyList<Network> List()
    {
        EnsureAll();
        return table.List();
    }

    /// <summary>The ids of the containers that are on a network, running or not.</summary>
    public IReadOnlyList<ContainerId> UsedBy(string name) => table.UsedBy(name);

    /// <summary>Strikes a network off the record.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.InUse"/>: containers are on it. <see cref="ErrorCode.Invalid"/>: the default one, or one that
    /// a file declares.
    /// </exception>
    public void Remove(string name)
    {
        if (name == Network.DefaultName)
        {
            throw new GantryException(ErrorCode.Invalid, $"default network {name} cannot be removed");
        }

        if (declared.FileOf(name) is { } file)
        {
            throw new GantryException(ErrorCode.Invalid, $"network {name} is declared in \"{file}\": remove the file first");
        }

        table.Delete(name);
        Log.Removed(logger, name);
    }

    /// <summary>Removes the networks that no container is on and that <paramref name="filter"/> accepts.</summary>
    /// <returns>Those removed; one that came into use meanwhile is left out.</returns>
    public IReadOnlyList<Network> Prune(Func<Network, bool> filter)
    {
        List<Network> removed = [];
        foreach (var network in table.List().Where(MayGo).Where(filter))
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

    private bool MayGo(Network network) => network.Name != Network.DefaultName && declared.FileOf(network.Name) is null;

    private void EnsureAll()
    {
        EnsureDefault();
        foreach (var name in declared.Names().Where(name => table.Find(name) is null))
        {
            try
            {
                TakeOver(name);
            }
            catch (GantryException e) when (e.Code == ErrorCode.Invalid)
            {
                // Only who asks for this one is stopped by it.
                Log.NotTakenOver(logger, name, e.Message);
            }
        }
    }

    // As Podman's: no name service on the network that everything is on.
    private Network EnsureDefault() =>
        table.Find(Network.DefaultName)
        ?? TakeOver(Network.DefaultName)
        ?? Ensure(Network.DefaultName, others => _builder.Build(
            new NetworkCreateRequest { Name = Network.DefaultName, Traits = NetworkTraits.WithoutDns }, others));

    private Network? TakeOver(string name) =>
        declared.FileOf(name) is { } file ? Ensure(name, others => Fitting(file, DeclaredNetworks.Read(file), others)) : null;

    private static Network Fitting(string file, Network network, IReadOnlyList<Network> others)
    {
        if (others.FirstOrDefault(other => other.Id == network.Id || SharesSubnet(other, network)) is { } other)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"\"{file}\" declares a network with an id or a subnet of network {other.Name}");
        }

        return network;
    }

    private static bool SharesSubnet(Network one, Network other) =>
        (one.Subnets ?? []).Any(mine => (other.Subnets ?? []).Any(
            theirs => AddressRange.Overlap(IPNetwork.Parse(mine.Subnet), IPNetwork.Parse(theirs.Subnet))));

    private Network Ensure(string name, Func<IReadOnlyList<Network>, Network> make)
    {
        try
        {
            return table.Insert(make);
        }
        catch (GantryException e) when (e.Code == ErrorCode.AlreadyExists)
        {
            // Another process was first.
            return table.Find(name)!;
        }
    }
}
