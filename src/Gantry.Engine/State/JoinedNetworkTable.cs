using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>
/// Which networks are set up for which containers, and the addresses leased for it. Rows of an earlier boot stand for
/// nothing: the kernel's side of them went with it.
/// </summary>
internal sealed class JoinedNetworkTable(StateDatabase database)
{
    /// <summary>Runs <paramref name="body"/> as one write.</summary>
    public T Write<T>(Func<T> body) => database.Write(body);

    /// <summary>Puts a container on a network, with its addresses; in place of an older row of the two.</summary>
    public void Insert(ContainerId id, JoinedNetwork joined, string bootId) => database.Write(() =>
    {
        Delete(id, joined.Network.Name);
        database.Execute(
            """
            INSERT INTO joined_networks (container_id, network, boot_id, joined)
            VALUES ($id, $network, $boot, $joined)
            """,
            ("$id", id.ToString()),
            ("$network", joined.Network.Name),
            ("$boot", bootId),
            ("$joined", ToJson(joined)));
        foreach (var address in joined.Attachment.StaticAddresses)
        {
            database.Execute(
                "INSERT INTO address_leases (network, address, container_id) VALUES ($network, $address, $id)",
                ("$network", joined.Network.Name), ("$address", address), ("$id", id.ToString()));
        }
    });

    /// <summary>Stores what came out of setting one up.</summary>
    public void Update(ContainerId id, JoinedNetwork joined) => database.Execute(
        "UPDATE joined_networks SET joined = $joined WHERE container_id = $id AND network = $network",
        ("$id", id.ToString()), ("$network", joined.Network.Name), ("$joined", ToJson(joined)));

    /// <summary>The networks set up for a container in this boot, by interface name.</summary>
    public IReadOnlyList<JoinedNetwork> Of(ContainerId id, string bootId) =>
    [
        .. database.Query(
            "SELECT joined FROM joined_networks WHERE container_id = $id AND boot_id = $boot",
            Read,
            ("$id", id.ToString()), ("$boot", bootId)).OrderBy(joined => joined.Attachment.InterfaceName),
    ];

    /// <summary>All that are set up in this boot.</summary>
    public IReadOnlyList<(ContainerId Id, JoinedNetwork Joined)> List(string bootId) => database.Query(
        "SELECT container_id, joined FROM joined_networks WHERE boot_id = $boot",
        row => (ContainerId.Parse(row.GetString(0)), JsonSerializer.Deserialize(
            row.GetString(1), ModelJsonContext.Default.JoinedNetwork)!),
        ("$boot", bootId));

    /// <summary>Whether a container has any row, of whatever boot.</summary>
    public bool HasAny(ContainerId id) => database.Query(
        "SELECT 1 FROM joined_networks WHERE container_id = $id LIMIT 1", row => row.GetInt32(0), ("$id", id.ToString()))
        .Count > 0;

    /// <summary>The leased addresses of a network, with who has them.</summary>
    public IReadOnlyDictionary<string, ContainerId> Leases(string network) => database.Query(
        "SELECT address, container_id FROM address_leases WHERE network = $network",
        row => (Address: row.GetString(0), Id: ContainerId.Parse(row.GetString(1))),
        ("$network", network)).ToDictionary(row => row.Address, row => row.Id);

    /// <summary>The address of a subnet that was given out last. Null: none yet.</summary>
    public string? LastAddress(string subnet) => database.Query(
        "SELECT address FROM last_addresses WHERE subnet = $subnet", row => row.GetString(0), ("$subnet", subnet))
        is [var address] ? address : null;

    /// <summary>Notes the address that was given out last, so that the next container gets another one.</summary>
    public void SetLastAddress(string subnet, string address) => database.Execute(
        "INSERT OR REPLACE INTO last_addresses (subnet, address) VALUES ($subnet, $address)",
        ("$subnet", subnet), ("$address", address));

    /// <summary>Takes a container off a network and frees its addresses. Not there is fine.</summary>
    public void Delete(ContainerId id, string network) => database.Execute(
        "DELETE FROM joined_networks WHERE container_id = $id AND network = $network",
        ("$id", id.ToString()), ("$network", network));

    /// <summary>Takes a container off all networks and frees its addresses. Not there is fine.</summary>
    public void Delete(ContainerId id) => database.Execute(
        "DELETE FROM joined_networks WHERE container_id = $id", ("$id", id.ToString()));

    /// <summary>Frees what an earlier boot leased.</summary>
    public void DeleteOfOtherBoots(string bootId) => database.Execute(
        "DELETE FROM joined_networks WHERE boot_id <> $boot", ("$boot", bootId));

    private static JoinedNetwork Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.JoinedNetwork)!;

    private static string ToJson(JoinedNetwork joined) =>
        JsonSerializer.Serialize(joined, ModelJsonContext.Default.JoinedNetwork);
}
