using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The migrations on record. A state changes by <see cref="TryAdvance"/> alone, which two processes cannot both win.</summary>
internal sealed class MigrationTable(StateDatabase database)
{
    private const string Columns = "SELECT migration, state FROM migrations ";

    /// <summary>Puts a migration on record.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.InUse"/>: the container has one that is not over.
    /// </exception>
    public void Insert(Migration migration) => database.Write(() =>
    {
        Require(migration.ContainerId);
        database.Execute(
            """
            INSERT INTO migrations (id, container_id, state, started, migration)
            VALUES ($id, $container, $state, $started, $migration)
            """,
            ("$id", migration.Id),
            ("$container", migration.ContainerId.ToString()),
            ("$state", migration.State.ToString()),
            ("$started", migration.Started.UtcTicks),
            ("$migration", JsonSerializer.Serialize(migration, ModelJsonContext.Default.Migration)));
    });

    /// <summary>The migration with this id; null when there is none.</summary>
    public Migration? Find(string id) => SelectOne("WHERE id = $id", ("$id", id));

    /// <summary>All, newest first.</summary>
    public IReadOnlyList<Migration> List() => Query("ORDER BY started DESC, rowid DESC");

    /// <summary>The migration a person means: an id or the beginning of one, or the newest of a container by its name.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: none. <see cref="ErrorCode.Invalid"/>: the beginning of several ids.
    /// </exception>
    public Migration Resolve(string idOrContainer)
    {
        var all = List();
        var byId = idOrContainer.Length == 0
            ? []
            : all.Where(one => one.Id.StartsWith(idOrContainer, StringComparison.Ordinal)).ToArray();
        return (byId, all.FirstOrDefault(one => one.ContainerName == idOrContainer || one.ContainerId.ToString() == idOrContainer)) switch
        {
            ([var migration], _) => migration,
            (_, { } ofContainer) => ofContainer,
            ([], null) => throw new GantryException(
                ErrorCode.NotFound, $"no migration with ID or container {idOrContainer} found: no such migration"),
            _ => throw new GantryException(
                ErrorCode.Invalid, $"more than one migration begins with {idOrContainer}: give more digits"),
        };
    }

    /// <summary>Changes the state from one to another, durably; false when it is no longer the first one.</summary>
    public bool TryAdvance(string id, MigrationState from, MigrationState to) => database.Execute(
        "UPDATE migrations SET state = $to WHERE id = $id AND state = $from",
        ("$id", id), ("$from", from.ToString()), ("$to", to.ToString())) > 0;

    /// <summary>As <see cref="TryAdvance"/>, where anything else means that another process decided otherwise.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>.</exception>
    public void Advance(string id, MigrationState from, MigrationState to)
    {
        if (!TryAdvance(id, from, to))
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"Migration {id} cannot become {to}: it is {Find(id)?.State.ToString() ?? "gone"} and not {from} any more.");
        }
    }

    /// <summary>Strikes a migration off the record. A missing one is no error.</summary>
    public void Delete(string id) => database.Execute("DELETE FROM migrations WHERE id = $id", ("$id", id));

    private void Require(ContainerId container)
    {
        // What is over is remembered only so that the other end can ask once more.
        database.Execute(
            "DELETE FROM migrations WHERE container_id = $container AND state = $over",
            ("$container", container.ToString()), ("$over", MigrationState.Running.ToString()));
        // A source whose target has still to hear that it was taken back has its container all the same.
        if (Query("WHERE container_id = $container", ("$container", container.ToString()))
            .FirstOrDefault(one => one is not { Role: MigrationRole.Source, State: MigrationState.Discarded }) is { } other)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"container {other.ContainerName} has a migration already, {other.Id}, which is not over: "
                + $"run \"gantry migration recover {other.Id[..12]}\" first");
        }
    }

    private Migration? SelectOne(string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Query(rest, parameters) is [var migration, ..] ? migration : null;

    private IReadOnlyList<Migration> Query(string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        database.Query(Columns + rest, Read, parameters);

    private static Migration Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.Migration)! with
        {
            State = Enum.Parse<MigrationState>(row.GetString(1)),
        };
}
