using Gantry.Engine.Model;

namespace Gantry.Engine.State;

/// <summary>The tables of the database, as numbered steps from one version to the next.</summary>
/// <remarks>
/// A step that was released is never edited; a change is a new step. The version is <c>PRAGMA user_version</c>, the
/// number of steps done; <c>PRAGMA application_id</c> tells the file from other programs' databases. Times are 100 ns
/// ticks since 0001-01-01 UTC; <c>status</c>, <c>spec</c>, <c>image</c>, <c>volume</c>, <c>network</c>, <c>joined</c>,
/// <c>pod</c>, <c>migration</c> and <c>step</c> are JSON.
/// </remarks>
internal static class StateSchema
{
    // "GNTY"
    private const long ApplicationId = 0x474E5459;

    private static readonly string[] s_steps =
    [
        """
        CREATE TABLE containers (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL,
            state TEXT NOT NULL,
            image_id TEXT NOT NULL,
            status TEXT NOT NULL,
            spec TEXT NOT NULL
        ) STRICT;
        CREATE INDEX containers_by_image ON containers (image_id);

        CREATE TABLE container_volumes (
            container_id TEXT NOT NULL REFERENCES containers (id) ON DELETE CASCADE,
            volume TEXT NOT NULL,
            PRIMARY KEY (container_id, volume)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX container_volumes_by_volume ON container_volumes (volume);

        CREATE TABLE container_dependencies (
            container_id TEXT NOT NULL REFERENCES containers (id) ON DELETE CASCADE,
            depends_on TEXT NOT NULL REFERENCES containers (id),
            PRIMARY KEY (container_id, depends_on)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX container_dependencies_by_target ON container_dependencies (depends_on);

        CREATE TABLE volumes (
            name TEXT PRIMARY KEY,
            created INTEGER NOT NULL,
            anonymous INTEGER NOT NULL,
            volume TEXT NOT NULL
        ) STRICT;

        CREATE TABLE images (
            id TEXT PRIMARY KEY,
            manifest_digest TEXT NOT NULL,
            created INTEGER NOT NULL,
            image TEXT NOT NULL
        ) STRICT;

        CREATE TABLE image_names (
            name TEXT PRIMARY KEY,
            image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX image_names_by_image ON image_names (image_id);

        CREATE TABLE layers (
            chain_id TEXT PRIMARY KEY,
            diff_id TEXT NOT NULL,
            parent TEXT,
            size_bytes INTEGER NOT NULL,
            blob_digest TEXT
        ) STRICT;

        CREATE TABLE operations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            container_id TEXT NOT NULL,
            name TEXT NOT NULL,
            started INTEGER NOT NULL,
            owner_pid INTEGER NOT NULL,
            owner_start_time INTEGER NOT NULL,
            owner_boot_id TEXT NOT NULL,
            committed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX operations_by_container ON operations (container_id);

        CREATE TABLE undo_steps (
            operation INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            step TEXT NOT NULL,
            failure TEXT,
            PRIMARY KEY (operation, sequence)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE networks (
            name TEXT PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL,
            network TEXT NOT NULL
        ) STRICT;

        CREATE TABLE container_networks (
            container_id TEXT NOT NULL REFERENCES containers (id) ON DELETE CASCADE,
            network TEXT NOT NULL,
            PRIMARY KEY (container_id, network)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX container_networks_by_network ON container_networks (network);

        CREATE TABLE joined_networks (
            container_id TEXT NOT NULL,
            network TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            joined TEXT NOT NULL,
            PRIMARY KEY (container_id, network)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE address_leases (
            network TEXT NOT NULL,
            address TEXT NOT NULL,
            container_id TEXT NOT NULL,
            PRIMARY KEY (network, address),
            FOREIGN KEY (container_id, network) REFERENCES joined_networks (container_id, network) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX address_leases_by_container ON address_leases (container_id, network);

        CREATE TABLE last_addresses (
            subnet TEXT PRIMARY KEY,
            address TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE pods (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL,
            infra_id TEXT,
            pod TEXT NOT NULL
        ) STRICT;
        CREATE INDEX pods_by_infra ON pods (infra_id);

        CREATE TABLE pod_containers (
            container_id TEXT PRIMARY KEY REFERENCES containers (id) ON DELETE CASCADE,
            pod_id TEXT NOT NULL REFERENCES pods (id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX pod_containers_by_pod ON pod_containers (pod_id);
        """,
        """
        CREATE TABLE migrations (
            id TEXT PRIMARY KEY,
            container_id TEXT NOT NULL,
            state TEXT NOT NULL,
            started INTEGER NOT NULL,
            migration TEXT NOT NULL
        ) STRICT;
        CREATE INDEX migrations_by_container ON migrations (container_id);
        """,
        """
        CREATE TABLE hosts (
            name TEXT PRIMARY KEY,
            host TEXT NOT NULL
        ) STRICT;
        """,
    ];

    /// <summary>The version this build writes.</summary>
    public static int Version => s_steps.Length;

    /// <summary>
    /// Runs the steps that are missing, all or none. Does nothing but read two numbers when there are none.
    /// </summary>
    public static void BringUpToDate(StateDatabase database)
    {
        if (ReadVersion(database) == Version)
        {
            return;
        }

        // Outside of the transaction, where SQLite wants it; it is a property of the file and stays.
        database.Query("PRAGMA journal_mode=WAL", row => row.GetString(0));
        database.Write(() =>
        {
            foreach (var step in s_steps[ReadVersion(database)..])
            {
                database.Execute(step);
            }

            database.Execute($"PRAGMA application_id={ApplicationId}; PRAGMA user_version={Version};");
        });
    }

    private static int ReadVersion(StateDatabase database)
    {
        // That it names a table makes the statement hold one read transaction, in which all three are read: else another
        // process that sets the schema up may commit between them.
        var (version, application, hasTables) = database.Query(
            """
            SELECT user_version, application_id, EXISTS (SELECT 1 FROM sqlite_schema)
            FROM pragma_user_version, pragma_application_id
            """,
            row => (row.GetInt32(0), row.GetInt64(1), row.GetBoolean(2)))[0];
        if (application != ApplicationId && (version != 0 || application != 0 || hasTables))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"The database {database.Path} belongs to another program. Choose another --root, or move it away.");
        }

        return version <= Version
            ? version
            : throw new GantryException(
                ErrorCode.Incompatible,
                $"The database {database.Path} was written by a newer Gantry (schema {version}; this one knows "
                + $"{Version}). Install that version, or choose another --root.");
    }
}
