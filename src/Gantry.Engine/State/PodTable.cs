using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Pods;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The pods on record. One with an infra container comes and goes with it, in one write.</summary>
internal sealed class PodTable(StateDatabase database)
{
    private const string Columns = "SELECT pod FROM pods ";

    /// <summary>Puts a pod on record.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: a pod or a container has the name.
    /// </exception>
    public void Insert(Pod pod) => database.Write(() =>
    {
        RequireFree(pod.Name);
        var taken = database.Query("SELECT 1 FROM containers WHERE name = $name", row => 1, ("$name", pod.Name));
        if (taken.Count > 0)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"adding pod to state: name \"{pod.Name}\" is in use: container already exists");
        }

        database.Execute(
            "INSERT INTO pods (id, name, created, infra_id, pod) VALUES ($id, $name, $created, $infra, $pod)",
            ("$id", pod.Id),
            ("$name", pod.Name),
            ("$created", pod.Created.UtcTicks),
            ("$infra", pod.Infra?.ToString()),
            ("$pod", JsonSerializer.Serialize(pod, ModelJsonContext.Default.Pod)));
    });

    /// <summary>Throws when a pod has this name.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>.</exception>
    public void RequireFree(string name)
    {
        if (FindByName(name) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"adding pod to state: name \"{name}\" is in use: pod already exists");
        }
    }

    /// <summary>The pod with this id; null when there is none.</summary>
    public Pod? Find(string id) => SelectOne("WHERE id = $id", ("$id", id));

    /// <summary>The pod with exactly this name; null when there is none.</summary>
    public Pod? FindByName(string name) => SelectOne("WHERE name = $name", ("$name", name));

    /// <summary>The pod a person means: a full id, a name, or the beginning of one id, in this order.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: none. <see cref="ErrorCode.Invalid"/>: the beginning of several ids.
    /// </exception>
    public Pod Resolve(string nameOrId)
    {
        if ((Find(nameOrId) ?? FindByName(nameOrId)) is { } exact)
        {
            return exact;
        }

        var found = database.Query(
            Columns + "WHERE $prefix <> '' AND substr(id, 1, length($prefix)) = $prefix LIMIT 2",
            Read,
            ("$prefix", nameOrId));
        return found switch
        {
            [] => throw new GantryException(
                ErrorCode.NotFound, $"no pod with name or ID {nameOrId} found: no such pod"),
            [var pod] => pod,
            _ => throw new GantryException(
                ErrorCode.Invalid, $"more than one result for pod name or ID {nameOrId}: pod already exists"),
        };
    }

    /// <summary>All pods, newest first.</summary>
    public IReadOnlyList<Pod> List() => database.Query(Columns + "ORDER BY created DESC, rowid DESC", Read);

    /// <summary>
    /// Strikes a pod off the record, in one step with the check that it has no containers. A missing one is no error.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>.</exception>
    public void Delete(string id) => database.Write(() =>
    {
        var members = database.Query(
            "SELECT container_id FROM pod_containers WHERE pod_id = $id ORDER BY container_id",
            row => row.GetString(0),
            ("$id", id));
        if (members.Count > 0)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"pod {id} contains containers and cannot be removed: {string.Join(", ", members)}: "
                + "container already exists");
        }

        database.Execute("DELETE FROM pods WHERE id = $id", ("$id", id));
    });

    /// <summary>The pod that a container is the infra container of; null when it is none.</summary>
    public Pod? HeldBy(ContainerId infra) => SelectOne("WHERE infra_id = $infra", ("$infra", infra.ToString()));

    private Pod? SelectOne(string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        database.Query(Columns + rest, Read, parameters) is [var pod, ..] ? pod : null;

    private static Pod Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.Pod)!;
}
