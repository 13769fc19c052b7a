using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The containers on record.</summary>
internal sealed class ContainerTable(StateDatabase database)
{
    private const string Columns = "SELECT c.id, c.name, c.created, c.status, c.spec FROM containers c ";
    private const string OldestFirst = " ORDER BY c.created, c.rowid";

    private readonly PodTable _pods = new(database);

    /// <summary>
    /// Puts a container on record with the volumes and containers it uses; its name and id become taken.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: the name or the id is taken. <see cref="ErrorCode.NotFound"/>: a
    /// container whose namespaces it joins, or its pod, is not on record.
    /// </exception>
    /// <param name="container">Not on record.</param>
    /// <param name="pod">The pod that comes with it, its infra container. Null: none.</param>
    /// <param name="require">
    /// Checks, in the same step, what the container is made from; what it throws leaves everything as it was.
    /// </param>
    public void Insert(Container container, Pod? pod = null, Action? require = null) => database.Write(() =>
    {
        require?.Invoke();
        if (pod is not null)
        {
            _pods.Insert(pod);
        }

        RequireFree(container);
        database.Execute(
            """
            INSERT INTO containers (id, name, created, state, image_id, status, spec)
            VALUES ($id, $name, $created, $state, $image, $status, $spec)
            """,
            ("$id", container.Id.ToString()),
            ("$name", container.Name),
            ("$created", container.Created.UtcTicks),
            ("$state", container.Status.State.ToString()),
            ("$image", container.Spec.ImageId.ToString()),
            ("$status", ToJson(container.Status)),
            ("$spec", ToJson(container.Spec)));
        InsertUses(container.Id, container.Spec);
    });

    /// <summary>The container with this id; null when there is none.</summary>
    public Container? Find(ContainerId id) => SelectOne("WHERE c.id = $id", ("$id", id.ToString()));

    /// <summary>The container with exactly this name; null when there is none.</summary>
    public Container? FindByName(string name) => SelectOne("WHERE c.name = $name", ("$name", name));

    /// <summary>The container a person means: a full id, a name, or the beginning of one id, in this order.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: none. <see cref="ErrorCode.Invalid"/>: empty, or the beginning of several ids.
    /// </exception>
    public Container Resolve(string nameOrId)
    {
        if (nameOrId.Length == 0)
        {
            throw new GantryException(ErrorCode.Invalid, "name or ID cannot be empty");
        }

        if (ContainerId.TryParse(nameOrId, out var id) && Find(id) is { } exact)
        {
            return exact;
        }

        return FindByName(nameOrId) ?? FindByPrefix(nameOrId) ?? throw NoSuchContainer(nameOrId);
    }

    /// <summary>All containers, oldest first.</summary>
    public IReadOnlyList<Container> List() => Select(OldestFirst);

    /// <summary>The container put on record last; null when there are none.</summary>
    public Container? Latest() => SelectOne("ORDER BY c.created DESC, c.rowid DESC LIMIT 1");

    /// <summary>Stores how a container stands.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public void UpdateStatus(ContainerId id, ContainerStatus status) => RequireOne(id, database.Execute(
        "UPDATE containers SET state = $state, status = $status WHERE id = $id",
        ("$id", id.ToString()), ("$state", status.State.ToString()), ("$status", ToJson(status))));

    /// <summary>Stores what a container is to be, and which volumes and containers it uses.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: it, or one it depends on.</exception>
    public void UpdateSpec(ContainerId id, ContainerSpec spec) => database.Write(() =>
    {
        RequireOne(id, database.Execute(
            "UPDATE containers SET image_id = $image, spec = $spec WHERE id = $id",
            ("$id", id.ToString()), ("$image", spec.ImageId.ToString()), ("$spec", ToJson(spec))));
        database.Execute("DELETE FROM container_volumes WHERE container_id = $id", ("$id", id.ToString()));
        database.Execute("DELETE FROM container_dependencies WHERE container_id = $id", ("$id", id.ToString()));
        database.Execute("DELETE FROM container_networks WHERE container_id = $id", ("$id", id.ToString()));
        InsertUses(id, spec);
    });

    /// <summary>Gives a container another name; its own is no error.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>; <see cref="ErrorCode.AlreadyExists"/>: another container has the name.
    /// </exception>
    public void Rename(ContainerId id, string name) => database.Write(() =>
    {
        if (FindByName(name) is { } other && other.Id != id)
        {
            throw NameTaken(name, other.Id);
        }

        RequireOne(id, database.Execute(
            "UPDATE containers SET name = $name WHERE id = $id", ("$id", id.ToString()), ("$name", name)));
    });

    /// <summary>
    /// Strikes a container off the record; its name becomes free. An infra container takes its pod along. A missing one is
    /// no error.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.InUse"/>: others depend on it, or are in its pod.
    /// </exception>
    public void Delete(ContainerId id) => database.Write(() =>
    {
        var dependents = DependingOn(id);
        if (dependents.Count > 0)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"container {id} has dependent containers which must be removed before it: "
                + $"{string.Join(", ", dependents.Select(d => d.Id))}: container already exists");
        }

        database.Execute("DELETE FROM containers WHERE id = $id", ("$id", id.ToString()));
        if (_pods.HeldBy(id) is { } pod)
        {
            _pods.Delete(pod.Id);
        }
    });

    /// <summary>The containers of a pod by id, its infra container too.</summary>
    public IReadOnlyList<Container> InPod(string pod) => Select(
        "JOIN pod_containers p ON p.container_id = c.id WHERE p.pod_id = $pod ORDER BY c.id", ("$pod", pod));

    /// <summary>The containers that mount this volume, oldest first.</summary>
    public IReadOnlyList<Container> UsingVolume(string volume) => Select(
        "JOIN container_volumes v ON v.container_id = c.id WHERE v.volume = $volume" + OldestFirst,
        ("$volume", volume));

    /// <summary>The containers that are on this network, running or not, oldest first.</summary>
    public IReadOnlyList<Container> UsingNetwork(string network) => Select(
        "JOIN container_networks n ON n.container_id = c.id WHERE n.network = $network" + OldestFirst,
        ("$network", network));

    /// <summary>The containers made from this image, oldest first.</summary>
    public IReadOnlyList<Container> UsingImage(Digest id) =>
        Select("WHERE c.image_id = $image" + OldestFirst, ("$image", id.ToString()));

    /// <summary>The containers that join a namespace of this one, oldest first.</summary>
    public IReadOnlyList<Container> DependingOn(ContainerId id) => Select(
        "JOIN container_dependencies d ON d.container_id = c.id WHERE d.depends_on = $id" + OldestFirst,
        ("$id", id.ToString()));

    private static GantryException NoSuchContainer(string nameOrId) => new(
        ErrorCode.NotFound, $"no container with name or ID \"{nameOrId}\" found: no such container");

    private static GantryException NameTaken(string name, ContainerId holder) => new(
        ErrorCode.AlreadyExists,
        $"the container name \"{name}\" is already in use by {holder}. You have to remove that container to be able to "
        + "reuse that name: that name is already in use");

    private static void RequireOne(ContainerId id, int changed)
    {
        if (changed == 0)
        {
            throw NoSuchContainer(id.ToString());
        }
    }

    private static Container Read(SqliteDataReader row) => new()
    {
        Id = ContainerId.Parse(row.GetString(0)),
        Name = row.GetString(1),
        Created = new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero),
        Status = JsonSerializer.Deserialize(row.GetString(3), ModelJsonContext.Default.ContainerStatus)!,
        Spec = JsonSerializer.Deserialize(row.GetString(4), ModelJsonContext.Default.ContainerSpec)!,
    };

    private static string ToJson(ContainerStatus status) =>
        JsonSerializer.Serialize(status, ModelJsonContext.Default.ContainerStatus);

    private static string ToJson(ContainerSpec spec) =>
        JsonSerializer.Serialize(spec, ModelJsonContext.Default.ContainerSpec);

    private static IEnumerable<ContainerId> DependenciesOf(ContainerSpec spec)
    {
        const string Prefix = "container:";
        var network = spec.Network.Mode.StartsWith(Prefix, StringComparison.Ordinal)
            ? [ContainerId.Parse(spec.Network.Mode[Prefix.Length..])]
            : Array.Empty<ContainerId>();
        return spec.Namespaces.Dependencies.Union(network);
    }

    private void RequireFree(Container container)
    {
        if (FindByName(container.Name) is { } holder)
        {
            throw NameTaken(container.Name, holder.Id);
        }

        if (_pods.FindByName(container.Name) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"name \"{container.Name}\" is in use: pod already exists");
        }

        if (Find(container.Id) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"the container ID \"{container.Id}\" is already in use: that ID is already in use");
        }
    }

    private void InsertUses(ContainerId id, ContainerSpec spec)
    {
        foreach (var volume in spec.Volumes.Select(v => v.Name).Distinct())
        {
            database.Execute(
                "INSERT INTO container_volumes (container_id, volume) VALUES ($id, $volume)",
                ("$id", id.ToString()), ("$volume", volume));
        }

        foreach (var network in spec.Network.Attachments.Select(a => a.Network).Distinct())
        {
            database.Execute(
                "INSERT INTO container_networks (container_id, network) VALUES ($id, $network)",
                ("$id", id.ToString()), ("$network", network));
        }

        foreach (var dependency in DependenciesOf(spec))
        {
            _ = Find(dependency) ?? throw NoSuchContainer(dependency.ToString());
            database.Execute(
                "INSERT INTO container_dependencies (container_id, depends_on) VALUES ($id, $dependency)",
                ("$id", id.ToString()), ("$dependency", dependency.ToString()));
        }

        if (spec.Pod is { } pod)
        {
            database.Execute(
                "INSERT INTO pod_containers (container_id, pod_id) VALUES ($id, $pod) ON CONFLICT DO NOTHING",
                ("$id", id.ToString()), ("$pod", _pods.Resolve(pod).Id));
        }
    }

    private Container? FindByPrefix(string prefix)
    {
        if (!prefix.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        // "g" follows the last hexadecimal digit: the range is all ids that begin so, found through the index.
        var found = Select(
            "WHERE c.id >= $from AND c.id < $to LIMIT 2", ("$from", prefix), ("$to", prefix + "g"));
        return found.Count > 1
            ? throw new GantryException(
                ErrorCode.Invalid, $"more than one result for container name or ID {prefix}: container already exists")
            : found.SingleOrDefault();
    }

    private IReadOnlyList<Container> Select(
        string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        database.Query(Columns + rest, Read, parameters);

    private Container? SelectOne(string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Select(rest, parameters) is [var container, ..] ? container : null;
}
