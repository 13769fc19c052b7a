using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Microsoft.Data.Sqlite;

namespace Gantry.Engine.State;

/// <summary>The images on record and the names that point to them.</summary>
internal sealed class ImageTable(StateDatabase database)
{
    // No image reference holds a line break (OCI distribution spec, "Pulling manifests"), so it can separate names.
    private const string Columns =
        """
        SELECT i.image, (SELECT group_concat(name, char(10)) FROM
            (SELECT name FROM image_names WHERE image_id = i.id ORDER BY rowid))
        FROM images i
        """;

    /// <summary>
    /// Puts an image on record or replaces what is known of it. Its <see cref="Image.Names"/> are added to those it
    /// has, each taken from the image that had it.
    /// </summary>
    public void Save(Image image) => database.Write(() =>
    {
        var nameless = image with { Names = [] };
        database.Execute(
            """
            INSERT INTO images (id, manifest_digest, created, image) VALUES ($id, $manifest, $created, $image)
            ON CONFLICT (id) DO UPDATE SET manifest_digest = $manifest, created = $created, image = $image
            """,
            ("$id", image.Id.ToString()),
            ("$manifest", image.ManifestDigest.ToString()),
            ("$created", image.Created.UtcTicks),
            ("$image", JsonSerializer.Serialize(nameless, ModelJsonContext.Default.Image)));
        foreach (var name in image.Names)
        {
            Tag(name, image.Id);
        }
    });

    /// <summary>The image with this id; null when there is none.</summary>
    public Image? Find(Digest id) => SelectOne(" WHERE i.id = $id", ("$id", id.ToString()));

    /// <summary>The image that exactly this fully qualified reference points to; null when there is none.</summary>
    public Image? FindByName(string reference) =>
        SelectOne(" JOIN image_names n ON n.image_id = i.id WHERE n.name = $name", ("$name", reference));

    /// <summary>The images whose id begins with these hexadecimal digits, at most two.</summary>
    public IReadOnlyList<Image> FindByIdPrefix(string hexDigits) =>
        hexDigits.Length == 0 || !hexDigits.All(char.IsAsciiHexDigitLower)
            ? []
            : Select(
                " WHERE i.id >= $from AND i.id < $to LIMIT 2",
                ("$from", "sha256:" + hexDigits), ("$to", "sha256:" + hexDigits + "g"));

    /// <summary>All images, newest first.</summary>
    public IReadOnlyList<Image> List() => Select(" ORDER BY i.created DESC, i.id");

    /// <summary>Makes a reference point to an image, taking it from the one it pointed to.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: no such image.</exception>
    public void Tag(string reference, Digest id) => database.Write(() =>
    {
        _ = Find(id) ?? throw new GantryException(ErrorCode.NotFound, $"{id.Hex}: image not known");
        database.Execute(
            """
            INSERT INTO image_names (name, image_id) VALUES ($name, $id)
            ON CONFLICT (name) DO UPDATE SET image_id = $id
            """,
            ("$name", reference), ("$id", id.ToString()));
    });

    /// <summary>Removes a reference; the image stays. False when it pointed nowhere.</summary>
    public bool Untag(string reference) =>
        database.Execute("DELETE FROM image_names WHERE name = $name", ("$name", reference)) > 0;

    /// <summary>
    /// Strikes an image and its names off the record, in one step with the check that no container is of it.
    /// </summary>
    /// <returns>False when a container is, or the image is not on record.</returns>
    public bool DeleteUnused(Digest id) => database.Execute(
        "DELETE FROM images WHERE id = $id AND NOT EXISTS (SELECT 1 FROM containers WHERE image_id = $id)",
        ("$id", id.ToString())) > 0;

    private static Image Read(SqliteDataReader row)
    {
        var image = JsonSerializer.Deserialize(row.GetString(0), ModelJsonContext.Default.Image)!;
        return row.IsDBNull(1) ? image : image with { Names = row.GetString(1).Split('\n') };
    }

    private IReadOnlyList<Image> Select(string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        database.Query(Columns + rest, Read, parameters);

    private Image? SelectOne(string rest, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Select(rest, parameters) is [var image] ? image : null;
}
