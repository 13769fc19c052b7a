using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>Reads images from archives and folders and installs them.</summary>
internal sealed class ImageLoader(HostLayout layout, ImageInstaller installer)
{
    /// <summary>Loads all images of a source. See <see cref="ImageStore.LoadAsync"/>.</summary>
    public Task<IReadOnlyList<LoadedImage>> LoadAsync(
        ImageSource source,
        ImageFormats.Reader read,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken) =>
        StagingArea.UseAsync(layout, async staging => source switch
        {
            ImageSource.FromStream(var archive) => await InstallAsync(
                await ArchiveFiles.ReadAsync(archive, "the archive", staging, progress, cancellationToken),
                read,
                staging,
                progress,
                cancellationToken),
            ImageSource.FromPath(var path) => await LoadPathAsync(path, read, staging, progress, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
        });

    private async Task<IReadOnlyList<LoadedImage>> LoadPathAsync(
        string path,
        ImageFormats.Reader read,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            using var folder = DirectoryFiles.Open(path, staging);
            return await InstallAsync(folder, read, staging, progress, cancellationToken);
        }

        if (!File.Exists(path))
        {
            throw new GantryException(
                ErrorCode.NotFound, $"Cannot load images from \"{path}\": no such file or directory");
        }

        await using var file = File.OpenRead(path);
        var files = await ArchiveFiles.ReadAsync(file, path, staging, progress, cancellationToken);
        return await InstallAsync(files, read, staging, progress, cancellationToken);
    }

    private async Task<IReadOnlyList<LoadedImage>> InstallAsync(
        IImageFiles files,
        ImageFormats.Reader read,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        List<LoadedImage> loaded = [];
        foreach (var content in await read(files, cancellationToken))
        {
            var image = await installer.InstallAsync(content, staging, progress, cancellationToken);
            loaded.Add(new LoadedImage(image, content.Names));
        }

        return loaded;
    }
}
