using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>Makes an image of one layer from the tar of a root file system.</summary>
internal sealed class ImageImporter(TimeProvider time)
{
    private const string DefaultMessage = "imported from tarball";

    /// <summary>Reads the tar into the staging area and makes a config and a manifest for it.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the name or a change is malformed, or the archive is damaged.
    /// </exception>
    public async Task<ImageContent> ReadAsync(
        ImageImportRequest request,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names =
            request.Reference is { } name ? [ImageReference.ParseLocal(name).ToString()] : [];
        var execution = ImageChanges.Apply(request.Changes);
        var layer = await StageLayerAsync(request.Archive, staging, progress, cancellationToken);
        var config = JsonSerializer.SerializeToUtf8Bytes(
            ConfigFor(request, execution, layer.Digest), ImagesJsonContext.Default.ConfigDocument);
        var descriptor = new BlobDescriptor
        {
            MediaType = MediaTypes.Layer,
            Digest = layer.Digest,
            Size = layer.LengthBytes,
        };
        return new ImageContent
        {
            Config = config,
            Manifest = DockerArchiveImages.ManifestFor(config, [descriptor]),
            Layers = [new LayerContent(descriptor, _ => Task.FromResult(layer))],
            Names = names,
        };
    }

    private static async Task<StagedBlob> StageLayerAsync(
        Stream archive,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        await using var plain =
            await ArchiveStreams.DecompressAsync(archive, DecompressionTool.Open, cancellationToken);
        await using var counted = new HashingStream(
            plain, bytes => progress?.Report(new OperationProgress("reading the archive", bytes, null)));
        return await staging.WriteAsync(counted, cancellationToken);
    }

    private ConfigDocument ConfigFor(
        ImageImportRequest request, ConfigDocument.ExecutionDocument execution, Digest layer)
    {
        var now = time.GetUtcNow();
        return new ConfigDocument
        {
            Created = now,
            Architecture = request.Architecture ?? Machine.Architecture,
            Os = request.OperatingSystem ?? "linux",
            Config = execution,
            RootFileSystem = new ConfigDocument.RootFileSystemDocument { DiffIds = [layer] },
            History =
            [
                new ConfigDocument.HistoryDocument
                {
                    Created = now,
                    CreatedBy = $"/bin/sh -c #(nop) ADD file:{layer.Hex} in /",
                    Comment = request.Message ?? DefaultMessage,
                },
            ],
        };
    }
}
