using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Inspection;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows an image the way Podman's <c>inspect</c> does.</summary>
internal static class ImageInspector
{
    /// <summary>Builds the inspection.</summary>
    public static ImageInspection Inspect(ImageDetails details, HostLayout layout)
    {
        var image = details.Image;
        return new ImageInspection
        {
            Id = image.Id.Hex,
            Digest = image.ManifestDigest.ToString(),
            RepoTags = image.Names,
            RepoDigests = details.RepositoryDigests,
            Comment = details.Comment,
            Created = image.Created,
            Config = InspectConfig(image.Config),
            Author = image.Config.Author,
            Architecture = image.Config.Architecture,
            Os = image.Config.OperatingSystem,
            Size = image.SizeBytes,
            VirtualSize = image.SizeBytes,
            GraphDriver = InspectGraphDriver(image, layout),
            RootFS = new RootFileSystemInspection { Layers = [.. details.DiffIds.Select(id => id.ToString())] },
            Labels = NullIfEmpty(image.Config.Labels),
            Annotations = image.Annotations,
            ManifestType = details.ManifestMediaType,
            User = image.Config.User,
            History = [.. details.History.Select(entry => new ImageHistoryInspection
            {
                Created = entry.Created,
                CreatedBy = NullIfEmpty(entry.CreatedBy),
                Author = NullIfEmpty(entry.Author),
                Comment = NullIfEmpty(entry.Comment),
                EmptyLayer = entry.IsEmptyLayer,
            })],
            NamesHistory = image.Names,
        };
    }

    private static ImageConfigInspection InspectConfig(ImageConfig config) => new()
    {
        User = NullIfEmpty(config.User),
        ExposedPorts = Set(config.ExposedPorts),
        Env = NullIfEmpty(config.Environment),
        Entrypoint = NullIfEmpty(config.Entrypoint),
        Cmd = NullIfEmpty(config.Command),
        Volumes = Set(config.Volumes),
        WorkingDir = NullIfEmpty(config.WorkingDirectory),
        Labels = NullIfEmpty(config.Labels),
        StopSignal = NullIfEmpty(config.StopSignal),
        Healthcheck = ConfigInspector.InspectHealthCheck(config.Health),
    };

    private static GraphDriverInspection InspectGraphDriver(Image image, HostLayout layout)
    {
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (image.Layers.Count > 0)
        {
            data["UpperDir"] = Path.Join(layout.Layers, image.Layers[^1].Hex);
        }

        if (image.Layers.Count > 1)
        {
            data["LowerDir"] = string.Join(
                ':', image.Layers.SkipLast(1).Reverse().Select(layer => Path.Join(layout.Layers, layer.Hex)));
        }

        return new GraphDriverInspection { Data = data };
    }

    private static SortedDictionary<string, EmptyInspection>? Set(IReadOnlyList<string> keys) => keys.Count == 0
        ? null
        : new SortedDictionary<string, EmptyInspection>(
            keys.ToDictionary(key => key, _ => new EmptyInspection()), StringComparer.Ordinal);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> list) => list.Count == 0 ? null : list;

    private static IReadOnlyDictionary<string, string>? NullIfEmpty(IReadOnlyDictionary<string, string> map) =>
        map.Count == 0 ? null : map;
}
