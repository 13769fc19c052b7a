using Gantry.Engine.Model;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The unpacked layers on record.</summary>
internal sealed class LayerTable(StateDatabase database)
{
    private const string Columns = "SELECT chain_id, diff_id, parent, size_bytes, blob_digest FROM layers ";

    /// <summary>Puts a layer on record; the one that is there already stays as it is.</summary>
    public void Insert(LayerRow layer) => database.Execute(
        """
        INSERT INTO layers (chain_id, diff_id, parent, size_bytes, blob_digest)
        VALUES ($chain, $diff, $parent, $size, $blob) ON CONFLICT (chain_id) DO NOTHING
        """,
        ("$chain", layer.ChainId.ToString()),
        ("$diff", layer.DiffId.ToString()),
        ("$parent", layer.Parent?.ToString()),
        ("$size", layer.SizeBytes),
        ("$blob", layer.BlobDigest?.ToString()));

    /// <summary>The layer with this chain id; null when there is none.</summary>
    public LayerRow? Find(Digest chainId) =>
        database.Query(Columns + "WHERE chain_id = $chain", Read, ("$chain", chainId.ToString())) is [var layer]
            ? layer
            : null;

    /// <summary>All layers by chain id.</summary>
    public IReadOnlyList<LayerRow> List() => database.Query(Columns + "ORDER BY chain_id", Read);

    /// <summary>Strikes a layer off the record. A missing one is no error.</summary>
    public void Delete(Digest chainId) =>
        database.Execute("DELETE FROM layers WHERE chain_id = $chain", ("$chain", chainId.ToString()));

    private static LayerRow Read(SqliteDataReader row) => new(
        Digest.Parse(row.GetString(0)),
        Digest.Parse(row.GetString(1)),
        row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)),
        row.GetInt64(3),
        row.IsDBNull(4) ? null : Digest.Parse(row.GetString(4)));
}
