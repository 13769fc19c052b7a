using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The networks on record.</summary>
internal sealed class NetworkTable(StateDatabase database)
{
    private const string Columns = "SELECT network FROM networks ";

    /// <summary>
    /// Makes a network from what is there and puts it on record, in one step: no two get one name, bridge or subnet.
    /// </summary>
    /// <param name="make">Gets all networks; what it throws leaves everything as it was.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>: the name.</exception>
    public Network Insert(Func<IReadOnlyList<Network>, Network> make) => database.Write(() =>
    {
        var network = make(List());
        if (Find(network.Name) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"network name {network.Name} already used: network already exists");
        }

        database.Execute(
            "INSERT INTO networks (name, id, created, network) VALUES ($name, $id, $created, $network)",
            ("$name", network.Name),
            ("$id", network.Id),
            ("$created", network.Created.UtcTicks),
            ("$network", JsonSerializer.Serialize(network, ModelJsonContext.Default.Network)));
        return network;
    });

    /// <summary>The network with exactly this name; null when there is none.</summary>
    public Network? Find(string name) =>
        database.Query(Columns + "WHERE name = $name", Read, ("$name", name)) is [var network] ? network : null;

    /// <summary>The network a person means: its name, its id or the beginning of one id. Null: none.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: the beginning of several ids.</exception>
    public Network? FindByNameOrId(string nameOrId)
    {
        if (Find(nameOrId) is { } exact)
        {
            return exact;
        }

        var found = database.Query(
            Columns + "WHERE $prefix <> '' AND substr(id, 1, length($prefix)) = $prefix LIMIT 2",
            Read,
            ("$prefix", nameOrId));
        return found switch
        {
            [] => null,
            [var network] => network,
            _ => throw new GantryException(
                ErrorCode.Invalid, $"more than one result for network ID {nameOrId}: network already exists"),
        };
    }

    /// <summary>All networks by name.</summary>
    public IReadOnlyList<Network> List() => database.Query(Columns + "ORDER BY name", Read);

    /// <summary>
    /// Strikes a network off the record, in one step with the check that no container is on it. A missing one is no
    /// error.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>.</exception>
    public void Delete(string name) => database.Write(() =>
    {
        var users = UsedBy(name);
        if (users.Count > 0)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"\"{name}\" has associated containers with it. Use -f to forcibly delete containers and pods: network is "
                + "being used");
        }

        foreach (var subnet in Find(name)?.Subnets ?? [])
        {
            database.Execute("DELETE FROM last_addresses WHERE subnet = $subnet", ("$subnet", subnet.Subnet));
        }

        database.Execute("DELETE FROM networks WHERE name = $name", ("$name", name));
    });

    /// <summary>The ids of the containers that are on this network, running or not.</summary>
    public IReadOnlyList<ContainerId> UsedBy(string name) => database.Query(
        "SELECT container_id FROM container_networks WHERE network = $name ORDER BY container_id",
        row => ContainerId.Parse(row.GetString(0)),
        ("$name", name));

    private static Network Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.Network)!;
}
