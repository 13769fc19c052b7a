namespace Gantry.Engine.Storage.Images;

/// <summary>Writes the files of images into a folder.</summary>
internal sealed class ImageFolderOutput(string folder) : IImageOutput
{
    /// <inheritdoc/>
    public async Task AddAsync(string name, long lengthBytes, Stream content, CancellationToken cancellationToken)
    {
        var path = Path.Join(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await content.CopyToAsync(file, 1 << 20, cancellationToken);
    }
}
