using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Volumes;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The volumes on record.</summary>
internal sealed class VolumeTable(StateDatabase database)
{
    private const string Columns = "SELECT volume FROM volumes ";

    /// <summary>
    /// Puts a volume on record. <paramref name="beforeCommit"/> runs last in the same transaction, if given.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>.</exception>
    public void Insert(Volume volume, Action? beforeCommit = null) => database.Write(() =>
    {
        RequireFree(volume.Name);
        database.Execute(
            "INSERT INTO volumes (name, created, anonymous, volume) VALUES ($name, $created, $anonymous, $volume)",
            ("$name", volume.Name),
            ("$created", volume.Created.UtcTicks),
            ("$anonymous", volume.Anonymous ? 1 : 0),
            ("$volume", ToJson(volume)));
        beforeCommit?.Invoke();
    });

    /// <summary>Throws when a volume has this name.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>.</exception>
    public void RequireFree(string name)
    {
        if (Find(name) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"volume with name {name} already exists: volume already exists");
        }
    }

    /// <summary>The volume with exactly this name; null when there is none.</summary>
    public Volume? Find(string name) =>
        database.Query(Columns + "WHERE name = $name", Read, ("$name", name)) is [var volume] ? volume : null;

    /// <summary>The volume a person means: its name or the beginning of one name.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: none. <see cref="ErrorCode.Invalid"/>: empty, or the beginning of several
    /// names.
    /// </exception>
    public Volume Resolve(string nameOrPrefix)
    {
        if (nameOrPrefix.Length == 0)
        {
            throw new GantryException(ErrorCode.Invalid, "name or ID cannot be empty");
        }

        if (Find(nameOrPrefix) is { } exact)
        {
            return exact;
        }

        var found = database.Query(
            Columns + "WHERE substr(name, 1, length($prefix)) = $prefix LIMIT 2", Read, ("$prefix", nameOrPrefix));
        return found switch
        {
            [var volume] => volume,
            [] => throw NoSuchVolume(nameOrPrefix),
            _ => throw new GantryException(
                ErrorCode.Invalid, $"more than one result for volume name \"{nameOrPrefix}\": volume already exists"),
        };
    }

    /// <summary>All volumes by name.</summary>
    public IReadOnlyList<Volume> List() => database.Query(Columns + "ORDER BY name", Read);

    /// <summary>Stores a volume's new state.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public void Update(Volume volume)
    {
        var changed = database.Execute(
            "UPDATE volumes SET anonymous = $anonymous, volume = $volume WHERE name = $name",
            ("$name", volume.Name), ("$anonymous", volume.Anonymous ? 1 : 0), ("$volume", ToJson(volume)));
        if (changed == 0)
        {
            throw NoSuchVolume(volume.Name);
        }
    }

    /// <summary>
    /// Strikes a volume off the record, in one step with the check that nobody uses it: a container created meanwhile
    /// either is seen or finds no volume. A missing one is no error.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>.</exception>
    public void Delete(string name) => database.Write(() =>
    {
        RequireUnused(name);
        database.Execute("DELETE FROM volumes WHERE name = $name", ("$name", name));
    });

    /// <summary>The ids of the containers that mount this volume.</summary>
    public IReadOnlyList<ContainerId> UsedBy(string name) => database.Query(
        "SELECT container_id FROM container_volumes WHERE volume = $name ORDER BY container_id",
        row => ContainerId.Parse(row.GetString(0)),
        ("$name", name));

    /// <summary>The volumes that no container mounts, by name.</summary>
    public IReadOnlyList<Volume> Unused() => database.Query(
        Columns + "WHERE name NOT IN (SELECT volume FROM container_volumes) ORDER BY name", Read);

    /// <summary>Throws when containers mount this volume.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>.</exception>
    public void RequireUnused(string name)
    {
        var users = UsedBy(name);
        if (users.Count > 0)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"volume {name} is being used by the following container(s): {string.Join(", ", users)}: "
                + "volume is being used");
        }
    }

    private static GantryException NoSuchVolume(string name) =>
        new(ErrorCode.NotFound, $"no volume with name \"{name}\" found: no such volume");

    private static Volume Read(SqliteDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.Volume)!;

    private static string ToJson(Volume volume) => JsonSerializer.Serialize(volume, ModelJsonContext.Default.Volume);
}
