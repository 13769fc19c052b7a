using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>Makes an image from another one's layers and a changed config.</summary>
internal sealed class ImageBuilder(BlobStore blobs, TimeProvider time)
{
    /// <summary>Applies the steps to the base image.</summary>
    /// <param name="image">The base image.</param>
    /// <param name="file">The steps.</param>
    /// <param name="request">Names, and who is told.</param>
    /// <param name="staging">Takes layers that are in another store.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: a step is malformed.</exception>
    public ImageContent Build(Image image, BuildFile file, ImageBuildRequest request, StagingArea staging)
    {
        var document = ImageDocuments.ParseConfig(blobs.ReadDocument(image.Id), $"The config of image {image.Id.Hex}");
        var manifest = ImageDocuments.ParseManifest(
            blobs.ReadDocument(image.ManifestDigest), $"The manifest of image {image.Id.Hex}");
        var now = time.GetUtcNow();
        var execution = document.Config ?? new ConfigDocument.ExecutionDocument();
        List<ConfigDocument.HistoryDocument> history = [.. document.History ?? []];
        for (var i = 0; i < file.Steps.Count; i++)
        {
            request.OnStep(i + 2, file.Steps.Count + 1, file.Steps[i]);
            execution = Apply(execution, file.Steps[i], file.Steps.Take(i));
            history.Add(new ConfigDocument.HistoryDocument
            {
                Created = now,
                CreatedBy = $"/bin/sh -c #(nop) {file.Steps[i]}",
                EmptyLayer = true,
            });
        }

        var config = JsonSerializer.SerializeToUtf8Bytes(
            document with { Created = now, Config = execution, History = history },
            ImagesJsonContext.Default.ConfigDocument);
        BlobDescriptor[] layers = [.. manifest.Layers.Select(LayoutWriter.ToOci)];
        return new ImageContent
        {
            Config = config,
            Manifest = DockerArchiveImages.ManifestFor(config, layers),
            Layers = [.. layers.Select(layer => new LayerContent(layer, token => TakeAsync(layer.Digest, staging, token)))],
            Names = [.. request.Names.Select(name => ImageReference.ParseLocal(name).ToString())],
        };
    }

    private static ConfigDocument.ExecutionDocument Apply(
        ConfigDocument.ExecutionDocument execution, string step, IEnumerable<string> before)
    {
        var name = BuildFile.NameOf(step);
        var values = ValuesOf(name, step[name.Length..].Trim(), step);
        var changed = values.Select(value => $"{name} {value}").Aggregate(execution, ImageChanges.Apply);
        return name switch
        {
            "WORKDIR" => changed with
            {
                WorkingDirectory = Path.GetFullPath(values[0], Path.Join("/", execution.WorkingDirectory)),
            },

            // The base image's command was meant for its own entry point.
            "ENTRYPOINT" when !before.Any(earlier => BuildFile.NameOf(earlier) == "CMD") => changed with { Command = null },
            _ => changed,
        };
    }

    // In these a Containerfile's quotes are the shell's, and do not belong to the value.
    private static List<string> ValuesOf(string name, string text, string step) => name switch
    {
        "VOLUME" or "EXPOSE" when !text.StartsWith('[') => ImageChanges.WordsOf(step, text),
        "USER" or "WORKDIR" or "STOPSIGNAL" => [string.Join(' ', ImageChanges.WordsOf(step, text))],
        _ => [text],
    };

    private async Task<StagedBlob> TakeAsync(Digest digest, StagingArea staging, CancellationToken cancellationToken)
    {
        await using var blob = blobs.TryOpenAny(digest) ?? throw new GantryException(
            ErrorCode.NotFound, $"The blob {digest} is missing: load or pull the base image again.");
        return await staging.WriteAsync(blob, cancellationToken);
    }
}
