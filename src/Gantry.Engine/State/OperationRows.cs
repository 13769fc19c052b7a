using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Linux;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The journal's tables.</summary>
internal sealed class OperationRows(StateDatabase database, TimeProvider time)
{
    private readonly ulong _startTime = ProcessTable.StartTime(Environment.ProcessId) ?? 0;
    private readonly string _bootId = ProcessTable.BootId() ?? "";

    /// <summary>Adds steps, and with the first one its operation, in one write; returns the operation's row.</summary>
    public long Add(long? row, OperationOwner owner, int sequence, IReadOnlyList<UndoStep> steps) => database.Write(() =>
    {
        var operation = row ?? Insert(owner);
        foreach (var step in steps)
        {
            database.Execute(
                "INSERT INTO undo_steps (operation, sequence, step) VALUES ($operation, $sequence, $step)",
                ("$operation", operation),
                ("$sequence", sequence++),
                ("$step", JsonSerializer.Serialize(step, StateJsonContext.Default.UndoStep)));
        }

        return operation;
    });

    /// <summary>
    /// Makes other writes, and puts an operation with these steps in place of <paramref name="row"/>, as one write;
    /// returns its row, null when there are no steps.
    /// </summary>
    public long? Replace(
        long? row, OperationOwner owner, Action others, IReadOnlyList<UndoStep> steps) => database.Write<long?>(() =>
    {
        others();
        if (row is { } former)
        {
            Delete(former);
        }

        return steps.Count > 0 ? Add(null, owner, 0, steps) : null;
    });

    /// <summary>The operations of one container, or all, newest first, each with its steps last in first out.</summary>
    public IReadOnlyList<PendingOperation> List(ContainerId? container)
    {
        var steps = database.Query(
            "SELECT operation, sequence, step, failure FROM undo_steps ORDER BY operation, sequence DESC",
            row => (Operation: row.GetInt64(0), Step: ReadStep(row)));
        var byOperation = steps.ToLookup(s => s.Operation, s => s.Step);
        return database.Query(
            """
            SELECT id, container_id, name, started, owner_pid, owner_start_time, owner_boot_id, committed
            FROM operations WHERE $container IS NULL OR container_id = $container ORDER BY id DESC
            """,
            row => ReadOperation(row, byOperation),
            ("$container", container?.ToString()));
    }

    /// <summary>Whether a container has operations on record; quicker than reading them.</summary>
    public bool Any(ContainerId container) => database.Query(
        "SELECT 1 FROM operations WHERE container_id = $container LIMIT 1",
        row => row.GetInt32(0),
        ("$container", container.ToString())).Count > 0;

    /// <summary>Deletes an operation with its steps.</summary>
    public void Delete(long operation) =>
        database.Execute("DELETE FROM operations WHERE id = $id", ("$id", operation));

    /// <summary>Deletes a step that was done.</summary>
    public void DeleteStep(long operation, int sequence) => database.Execute(
        "DELETE FROM undo_steps WHERE operation = $operation AND sequence = $sequence",
        ("$operation", operation), ("$sequence", sequence));

    /// <summary>Records why a step failed.</summary>
    public void SetFailure(long operation, int sequence, string failure) => database.Execute(
        "UPDATE undo_steps SET failure = $failure WHERE operation = $operation AND sequence = $sequence",
        ("$operation", operation), ("$sequence", sequence), ("$failure", failure));

    private static PendingStep ReadStep(SqliteDataReader row) => new(
        row.GetInt32(1),
        JsonSerializer.Deserialize(row.GetString(2), StateJsonContext.Default.UndoStep)!,
        row.IsDBNull(3) ? null : row.GetString(3));

    private long Insert(OperationOwner owner) => database.Query(
        """
        INSERT INTO operations (container_id, name, started, owner_pid, owner_start_time, owner_boot_id, committed)
        VALUES ($container, $name, $started, $pid, $startTime, $bootId, $committed) RETURNING id
        """,
        row => row.GetInt64(0),
        ("$container", owner.ContainerId.ToString()),
        ("$name", owner.Name),
        ("$started", time.GetUtcNow().UtcTicks),
        ("$pid", Environment.ProcessId),
        ("$startTime", (long)_startTime),
        ("$bootId", _bootId),
        ("$committed", owner.Committed ? 1 : 0))[0];

    private PendingOperation ReadOperation(SqliteDataReader row, ILookup<long, PendingStep> steps) => new()
    {
        Id = row.GetInt64(0),
        ContainerId = ContainerId.Parse(row.GetString(1)),
        Name = row.GetString(2),
        Started = new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero),
        OwnerPid = row.GetInt32(4),
        OwnerIsAlive = row.GetString(6) == _bootId && ProcessTable.IsAlive(row.GetInt32(4), (ulong)row.GetInt64(5)),
        Committed = row.GetInt32(7) != 0,
        Steps = [.. steps[row.GetInt64(0)]],
    };
}
