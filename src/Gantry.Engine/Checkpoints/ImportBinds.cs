using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Checkpoints;

/// <summary>Finds the paths of this host for the paths of the source that a container has mounted.</summary>
internal static class ImportBinds
{
    /// <summary>Maps all of them; the longest folder that was named decides.</summary>
    /// <param name="spec">The container.</param>
    /// <param name="map">Paths of the source and what they are here.</param>
    /// <param name="blockers">Receives a word about each that is missing, and about what was mapped in vain.</param>
    public static IReadOnlyList<PlannedBind> Plan(
        ContainerSpec spec, IReadOnlyDictionary<string, string> map, List<GantryException> blockers)
    {
        PlannedBind[] planned =
            [.. spec.Binds.Select(bind => new PlannedBind(bind.Source, Map(bind.Source, map), bind.Destination))];
        foreach (var bind in planned.Where(bind => !Path.Exists(bind.Source)))
        {
            blockers.Add(new GantryException(
                ErrorCode.NotFound,
                $"Cannot restore: the path \"{bind.Source}\" that the container has at \"{bind.Destination}\" is missing on "
                + $"this host. Create it, or say with --map {bind.ArchivedSource}=PATH what is there instead: "
                + "no such file or directory"));
        }

        blockers.AddRange(map.Keys.Where(source => !planned.Any(bind => IsAtOrBelow(bind.ArchivedSource, source))).Select(
            source => new GantryException(
                ErrorCode.Invalid,
                $"--map names the path \"{source}\", which the container does not have mounted; it has "
                + (planned.Length == 0 ? "none" : string.Join(", ", planned.Select(bind => bind.ArchivedSource))))));
        return planned;
    }

    /// <summary>A specification with the paths of this host.</summary>
    public static ContainerSpec Apply(ContainerSpec spec, IReadOnlyList<PlannedBind> planned) => spec with
    {
        Binds = [.. spec.Binds.Zip(planned, (bind, plan) => bind with { Source = plan.Source })],
    };

    /// <summary>Whether the person said what is to be mounted instead of a path.</summary>
    public static bool IsMapped(string path, IReadOnlyDictionary<string, string> map) => map.Keys.Any(source => IsAtOrBelow(path, source));

    private static string Map(string path, IReadOnlyDictionary<string, string> map)
    {
        var folder = map.Keys.Where(source => IsAtOrBelow(path, source)).MaxBy(source => source.Length);
        return folder is null ? path : map[folder] + path[folder.TrimEnd('/').Length..];
    }

    private static bool IsAtOrBelow(string path, string folder)
    {
        var clean = folder.TrimEnd('/');
        return path == clean || path.StartsWith(clean + "/", StringComparison.Ordinal);
    }
}
