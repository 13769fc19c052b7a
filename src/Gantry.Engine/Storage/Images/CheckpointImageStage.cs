using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// A checkpoint image in the making: its layer is written once, as it comes, to where it will stay. Disposing one that
/// was not published removes it; what a dead process left is swept by the next.
/// </summary>
internal sealed class CheckpointImageStage : IDisposable
{
    private readonly string _name;
    private readonly StagingArea _staging;
    private readonly ImageInstaller _installer;
    private readonly TimeProvider _time;
    private readonly StagedBlobStream _layer;

    /// <summary>Begins the layer; takes over <paramref name="staging"/>.</summary>
    public CheckpointImageStage(string name, StagingArea staging, ImageInstaller installer, TimeProvider time)
    {
        _name = name;
        _staging = staging;
        _installer = installer;
        _time = time;
        _layer = staging.OpenBlob();
    }

    /// <summary>Takes the layer: the archive as a plain tar.</summary>
    public Stream Layer => _layer;

    /// <summary>Makes the image visible under its name, which it takes from the image that has it.</summary>
    /// <param name="annotations">Annotations of its manifest.</param>
    /// <param name="cancellationToken">Gives up while waiting for the lock.</param>
    public Task<Image> PublishAsync(
        IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
    {
        var layer = _layer.ToBlob();
        var config = JsonSerializer.SerializeToUtf8Bytes(
            ConfigFor(layer.Digest), ImagesJsonContext.Default.ConfigDocument);
        var descriptor = new BlobDescriptor
        {
            MediaType = MediaTypes.Layer,
            Digest = layer.Digest,
            Size = layer.LengthBytes,
        };
        var content = new ImageContent
        {
            Config = config,
            Manifest = DockerArchiveImages.ManifestFor(config, [descriptor], annotations),
            Layers = [new LayerContent(descriptor, _ => Task.FromResult(layer))],
            Names = [_name],
        };
        return _installer.InstallAsync(content, _staging, null, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _layer.Dispose();
        _staging.Dispose();
    }

    private ConfigDocument ConfigFor(Digest layer)
    {
        var now = _time.GetUtcNow();
        return new ConfigDocument
        {
            Created = now,
            Architecture = Machine.Architecture,
            Os = "linux",
            Config = new ConfigDocument.ExecutionDocument { WorkingDirectory = "/" },
            RootFileSystem = new ConfigDocument.RootFileSystemDocument { DiffIds = [layer] },
            History = [new ConfigDocument.HistoryDocument { Created = now, CreatedBy = "gantry container checkpoint" }],
        };
    }
}
