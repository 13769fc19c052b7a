using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The named hosts on record.</summary>
internal sealed class MigrationHostTable(StateDatabase database)
{
    private const string Columns = "SELECT host FROM hosts ";

    /// <summary>Puts a host on record.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>.</exception>
    public void Insert(MigrationHost host) => database.Write(() =>
    {
        if (Find(host.Name) is not null)
        {
            throw new GantryException(ErrorCode.AlreadyExists, $"host {host.Name} is known already: host already exists");
        }

        database.Execute(
            "INSERT INTO hosts (name, host) VALUES ($name, $host)",
            ("$name", host.Name),
            ("$host", JsonSerializer.Serialize(host, ModelJsonContext.Default.MigrationHost)));
    });

    /// <summary>The host with this name; null when there is none.</summary>
    public MigrationHost? Find(string name) =>
        database.Query(Columns + "WHERE name = $name", Read, ("$name", name)) is [var host] ? host : null;

    /// <summary>All, by name.</summary>
    public IReadOnlyList<MigrationHost> List() => database.Query(Columns + "ORDER BY name", Read);

    /// <summary>Strikes a host off the record.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public void Delete(string name)
    {
        if (database.Execute("DELETE FROM hosts WHERE name = $name", ("$name", name)) == 0)
        {
            throw new GantryException(ErrorCode.NotFound, $"no host with name {name} found: no such host");
        }
    }

    private static MigrationHost Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.MigrationHost)!;
}
