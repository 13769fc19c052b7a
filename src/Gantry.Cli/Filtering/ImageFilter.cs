using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Filtering;

/// <summary>Podman's <c>--filter</c> for images.</summary>
internal static class ImageFilter
{
    /// <summary>Reads the filters.</summary>
    /// <param name="texts">As typed.</param>
    /// <param name="find">Finds an image by name.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UsageException">A key or value is not known.</exception>
    public static Func<Image, bool> Parse(IReadOnlyList<string> texts, Func<string, Image?> find, TimeProvider time)
    {
        var conditions = FilterExpression.Parse(texts).Select(
            group => Condition(group.Key, [.. group], find, time)).ToList();
        return image => conditions.TrueForAll(condition => condition(image));
    }

    private static Func<Image, bool> Condition(
        string key, IReadOnlyList<string> values, Func<string, Image?> find, TimeProvider time)
    {
        switch (key)
        {
            case "id":
                return image => values.Any(value => image.Id.Hex.StartsWith(value, StringComparison.Ordinal));
            case "label":
                return image => LabelFilter.MatchesAll(values, image.Config.Labels);
            case "dangling":
                return image => values.Any(value => (value is "true" or "1") == (image.Names.Count == 0));
            case "reference":
                return image => values.Any(value => image.Names.Any(name => IsReference(name, value)));
            case "before" or "since":
                var moments = values.Select(value => Require(value, find).Created).ToList();
                return image => moments.Any(
                    moment => key == "before" ? image.Created < moment : image.Created > moment);
            case "until":
                var limits = values.Select(value => TimeText.Parse(value, "until", time)).ToList();
                return image => limits.Any(limit => image.Created < limit);
            default:
                throw new UsageException($"unsupported filter \"{key}\"");
        }
    }

    private static Image Require(string name, Func<string, Image?> find) =>
        find(name) ?? throw new UsageException($"{name}: image not known");

    /// <summary>
    /// <c>app</c>, <c>app:1</c>, <c>localhost/app</c> and <c>*app*</c> all name <c>localhost/app:1</c>.
    /// </summary>
    private static bool IsReference(string name, string pattern)
    {
        var withoutTag = name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name;
        return new[] { name, withoutTag, Short(name), Short(withoutTag) }
            .Any(candidate => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
                pattern, candidate, ignoreCase: false));
    }

    private static string Short(string name) => name[(name.LastIndexOf('/') + 1)..];
}
