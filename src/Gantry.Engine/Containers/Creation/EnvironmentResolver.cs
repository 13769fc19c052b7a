using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Merges the environment of a container's program; what comes later wins, in the place of the first.</summary>
internal static class EnvironmentResolver
{
    private static readonly string[] s_defaults =
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm", "container=gantry",
    ];

    /// <summary>Defaults, the image's, files, then <c>-e</c>.</summary>
    /// <param name="request">What the person typed.</param>
    /// <param name="image">The image's entries.</param>
    /// <param name="host">Our own environment, source of <c>KEY</c> and <c>KEY*</c>.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: an entry without a name. <see cref="ErrorCode.NotFound"/>: no such file.
    /// </exception>
    public static IReadOnlyList<string> Resolve(
        CreateRequest request, IReadOnlyList<string> image, IReadOnlyDictionary<string, string> host)
    {
        var merged = new OrderedDictionary<string, string>();
        IEnumerable<string> typed = [.. request.EnvironmentFiles.SelectMany(EnvironmentFile.Read), .. request.Environment];
        foreach (var entry in s_defaults.Concat(image))
        {
            Set(merged, entry);
        }

        foreach (var entry in typed.SelectMany(entry => Expand(entry, host)))
        {
            Set(merged, entry);
        }

        return [.. merged.Select(pair => $"{pair.Key}={pair.Value}")];
    }

    private static IEnumerable<string> Expand(string entry, IReadOnlyDictionary<string, string> host)
    {
        if (entry.Contains('=', StringComparison.Ordinal))
        {
            return [entry];
        }

        if (entry.EndsWith('*'))
        {
            return host
                .Where(pair => pair.Key.StartsWith(entry[..^1], StringComparison.Ordinal))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key}={pair.Value}");
        }

        return host.TryGetValue(entry, out var value) ? [$"{entry}={value}"] : [];
    }

    private static void Set(OrderedDictionary<string, string> merged, string entry)
    {
        var separator = entry.IndexOf('=', StringComparison.Ordinal);
        if (separator == 0)
        {
            throw new GantryException(ErrorCode.Invalid, $"invalid environment variable: \"{entry}\"");
        }

        merged[separator < 0 ? entry : entry[..separator]] = separator < 0 ? "" : entry[(separator + 1)..];
    }
}
