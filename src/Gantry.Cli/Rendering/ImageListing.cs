using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>The rows of <c>images</c>.</summary>
/// <param name="now">The present.</param>
/// <param name="truncate">Whether ids are cut.</param>
/// <param name="countContainers">How many containers use an image.</param>
internal sealed class ImageListing(DateTimeOffset now, bool truncate, Func<Digest, int> countContainers)
{
    /// <summary>The orders of <c>--sort</c>.</summary>
    public const string Orders = "created, id, repository, size, tag";

    private const string None = "<none>";

    private static readonly FrozenDictionary<string, string> s_headers = new Dictionary<string, string>
    {
        ["ID"] = "IMAGE ID",
        ["CreatedSince"] = "CREATED",
        ["CreatedAt"] = "CREATED AT",
        ["Digest"] = "DIGEST",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The table's format.</summary>
    public static string DefaultFormat(bool withDigests) =>
        @"table {{.Repository}}\t{{.Tag}}\t" + (
            withDigests ? @"{{.Digest}}\t" : "") + @"{{.ID}}\t{{.Created}}\t{{.Size}}";

    /// <summary>One row a name; one of an image without a name.</summary>
    public static IReadOnlyList<(Image Image, string Repository, string Tag)> ToRows(IEnumerable<Image> images) =>
        [.. images.SelectMany(image => image.Names.Count == 0
            ? [(image, None, None)]
            : image.Names.Select(name => (image, Repository(name), Tag(name))))];

    /// <summary>Sorts rows.</summary>
    /// <exception cref="UsageException">An unknown order.</exception>
    public static IReadOnlyList<(Image Image, string Repository, string Tag)> Sort(
        IReadOnlyList<(Image Image, string Repository, string Tag)> rows, string order) => order switch
        {
            "created" => [.. rows.OrderByDescending(row => row.Image.Created)],
            "id" => [.. rows.OrderBy(row => row.Image.Id.Hex, StringComparer.Ordinal)],
            "repository" => [.. rows.OrderBy(row => row.Repository, StringComparer.Ordinal)],
            "size" => [.. rows.OrderBy(row => row.Image.SizeBytes)],
            "tag" => [.. rows.OrderBy(row => row.Tag, StringComparer.Ordinal)],
            _ => throw new UsageException(
                $"\"{order}\" is not a valid field for sorting. Choose from: {Orders}"),
        };

    /// <summary>The text for a format.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public string Render(
        IReadOnlyList<(Image Image, string Repository, string Tag)> rows, string format, bool noHeading) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. rows.Select(row => row.Image).Distinct().Select(ToJson)]), 4) + "\n"
            : RowFormat.Parse(
                format, s_headers, "images", TemplateData.Schema).Render([.. rows.Select(ToRow)], noHeading);

    /// <summary>An id as it is printed.</summary>
    public string IdOf(Image image) => truncate ? image.Id.Hex[..12] : image.Id.ToString();

    private JsonObject ToRow((Image Image, string Repository, string Tag) row)
    {
        var (image, repository, tag) = row;
        return new JsonObject
        {
            ["Repository"] = repository,
            ["Tag"] = tag,
            ["ID"] = IdOf(image),
            ["Id"] = image.Id.Hex,
            ["Digest"] = image.ManifestDigest.ToString(),
            ["Created"] = HumanTime.FormatAgo(image.Created, now),
            ["CreatedSince"] = HumanTime.FormatAgo(image.Created, now),
            ["CreatedAt"] = GoTimeText.Format(image.Created),
            ["CreatedTime"] = GoTimeText.Format(image.Created),
            ["Size"] = HumanSize.FormatSpaced(image.SizeBytes),
            ["VirtualSize"] = image.SizeBytes,
            ["Names"] = Json.Array(image.Names),
            ["RepoTags"] = Json.Array(image.Names),
            ["RepoDigests"] = Digests(image),
            ["Labels"] = Json.Map(image.Config.Labels),
            ["History"] = string.Join(", ", image.Names),
            ["Containers"] = countContainers(image.Id),
            ["Dangling"] = image.Names.Count == 0,
        };
    }

    private JsonNode ToJson(Image image) => new JsonObject
    {
        ["Id"] = image.Id.Hex,
        ["ParentId"] = "",
        ["RepoTags"] = image.Names.Count == 0 ? null : Json.Array(image.Names),
        ["RepoDigests"] = Digests(image),
        ["Size"] = image.SizeBytes,
        ["SharedSize"] = 0,
        ["VirtualSize"] = image.SizeBytes,
        ["Labels"] = image.Config.Labels.Count == 0 ? null : Json.Map(image.Config.Labels),
        ["Containers"] = countContainers(image.Id),
        ["Names"] = Json.Array(image.Names),
        ["Digest"] = image.ManifestDigest.ToString(),
        ["History"] = Json.Array(image.Names),
        ["Created"] = image.Created.ToUnixTimeSeconds(),
        ["CreatedAt"] = image.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    private static JsonArray Digests(Image image) =>
        Json.Array(
            image.Names.Select(Repository).Distinct().Select(repository => $"{repository}@{image.ManifestDigest}"));

    private static string Repository(string name) => Colon(name) is { } colon ? name[..colon] : name.Split('@')[0];

    private static string Tag(string name) => Colon(name) is { } colon ? name[(colon + 1)..] : None;

    private static int? Colon(string name)
    {
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') && !name.Contains('@', StringComparison.Ordinal) ? colon : null;
    }
}
