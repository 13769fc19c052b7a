using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>Writes images into archives and folders that <see cref="ImageLoader"/> and other engines read.</summary>
internal sealed class ImageSaver(ImageLookup lookup, BlobStore blobs, TimeProvider time)
{
    private const string PartialSuffix = ".partial";

    /// <summary>Saves images. A file appears under its name only when it is whole. See <see cref="ImageStore.SaveAsync"/>.</summary>
    public Task SaveAsync(ImageSaveRequest request, CancellationToken cancellationToken)
    {
        var images = request.Images.Select(image => Resolve(image, request.Format)).ToList();
        return (request.Destination, request.Format) switch
        {
            (ImageDestination.ToPath path, ImageSaveFormat.OciDirectory) =>
                WriteFolderAsync(path.Path, request, images, cancellationToken),
            (ImageDestination.ToPath path, _) => WriteFileAsync(path.Path, request, images, cancellationToken),
            (ImageDestination.ToStream stream, ImageSaveFormat.DockerArchive or ImageSaveFormat.OciArchive) =>
                WriteTarAsync(stream.Stream, request, images, cancellationToken),
            _ => throw new GantryException(ErrorCode.Invalid, "An OCI layout in a folder cannot go to a stream."),
        };
    }

    private (Image Image, IReadOnlyList<string> Names) Resolve(SavedImage saved, ImageSaveFormat format)
    {
        var (image, matched) = lookup.Resolve(saved.Image);
        if (image.CheckpointRuntime is not null && format == ImageSaveFormat.DockerArchive)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot save {saved.Image} as a docker-archive: it is a checkpoint, and that form loses the annotations "
                + "without which nobody can restore it. Use --format oci-archive.");
        }

        string[] names =
        [
            .. matched is null ? [] : new[] { matched },
            .. saved.Names.Select(name => ImageReference.ParseLocal(name).ToString()),
        ];
        return (image, names);
    }

    private async Task WriteFileAsync(
        string path,
        ImageSaveRequest request,
        IReadOnlyList<(Image Image, IReadOnlyList<string> Names)> images,
        CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new GantryException(ErrorCode.Invalid, $"Cannot save images to {path}: it is a folder.");
        }

        var partial = path + PartialSuffix;
        try
        {
            await using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                await WriteTarAsync(file, request, images, cancellationToken);
            }

            Filesystem.FsyncFile(partial);
            File.Move(partial, path, overwrite: true);
            Filesystem.FsyncDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e)
        {
            // In a folder that is missing there is nothing to delete, and trying it throws.
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }

            if (e is IOException or UnauthorizedAccessException)
            {
                throw Failed(path, e);
            }

            throw;
        }
    }

    private async Task WriteTarAsync(
        Stream stream,
        ImageSaveRequest request,
        IReadOnlyList<(Image Image, IReadOnlyList<string> Names)> images,
        CancellationToken cancellationToken)
    {
        var tar = new ImageTarOutput(stream, time.GetUtcNow());
        await WriteAsync(tar, request, images, cancellationToken);
        await tar.FinishAsync(cancellationToken);
    }

    private async Task WriteFolderAsync(
        string path,
        ImageSaveRequest request,
        IReadOnlyList<(Image Image, IReadOnlyList<string> Names)> images,
        CancellationToken cancellationToken)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new GantryException(ErrorCode.AlreadyExists, $"Cannot save images to {path}: it exists and is not empty.");
        }

        try
        {
            Directory.CreateDirectory(path);
            await WriteAsync(new ImageFolderOutput(path), request, images, cancellationToken);
        }
        catch (Exception e)
        {
            Directory.Delete(path, recursive: true);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw Failed(path, e);
            }

            throw;
        }
    }

    private async Task WriteAsync(
        IImageOutput output,
        ImageSaveRequest request,
        IReadOnlyList<(Image Image, IReadOnlyList<string> Names)> images,
        CancellationToken cancellationToken)
    {
        if (request.Format == ImageSaveFormat.DockerArchive)
        {
            var archive = new DockerArchiveWriter(blobs, output);
            foreach (var (image, names) in images)
            {
                await archive.AddAsync(image, names, cancellationToken);
            }

            await archive.FinishAsync(cancellationToken);
            return;
        }

        var layout = new LayoutWriter(blobs, output, request.Without);
        foreach (var (image, names) in images)
        {
            await layout.AddAsync(image, names, cancellationToken);
        }

        await layout.FinishAsync(cancellationToken);
    }

    private static GantryException Failed(string path, Exception reason) => new(
        reason.HResult == (int)Errno.ENOSPC ? ErrorCode.NoSpace : ErrorCode.ToolFailed,
        $"Cannot save images to {path}: {reason.Message}",
        reason);
}
