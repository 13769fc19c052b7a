using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Volumes;

namespace Gantry.Cli.Filtering;

/// <summary>Podman's <c>--filter</c> for volumes.</summary>
internal static class VolumeFilter
{
    /// <summary>Reads the filters.</summary>
    /// <param name="texts">As typed.</param>
    /// <param name="isUsed">Whether a container uses a volume.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UsageException">A key or value is not known.</exception>
    public static Func<Volume, bool> Parse(IReadOnlyList<string> texts, Func<Volume, bool> isUsed, TimeProvider time)
    {
        var conditions = FilterExpression.Parse(texts).Select(
            group => Condition(group.Key, [.. group], isUsed, time)).ToList();
        return volume => conditions.TrueForAll(condition => condition(volume));
    }

    private static Func<Volume, bool> Condition(
        string key, IReadOnlyList<string> values, Func<Volume, bool> isUsed, TimeProvider time)
    {
        switch (key)
        {
            case "name":
                return volume => values.Any(value => volume.Name.Contains(value, StringComparison.Ordinal));
            case "driver":
                return volume => values.Contains(volume.Driver, StringComparer.Ordinal);
            case "scope":
                return _ => values.Contains("local", StringComparer.Ordinal);
            case "label":
                return volume => LabelFilter.MatchesAll(values, volume.Labels);
            case "label!":
                return volume => !LabelFilter.MatchesAll(values, volume.Labels);
            case "opt":
                return volume => LabelFilter.MatchesAll(values, volume.Options);
            case "dangling":
                return volume => values.Any(value => RequireBoolean(value) != isUsed(volume));
            case "anonymous":
                return volume => values.Any(value => RequireBoolean(value) == volume.Anonymous);
            case "until":
                var moments = values.Select(value => TimeText.Parse(value, "until", time)).ToList();
                return volume => moments.Any(moment => volume.Created < moment);
            default:
                throw new UsageException($"\"{key}\" is an invalid volume filter");
        }
    }

    private static bool RequireBoolean(string text) => text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new UsageException($"\"{text}\" is not a valid value: must be true or false"),
    };
}
