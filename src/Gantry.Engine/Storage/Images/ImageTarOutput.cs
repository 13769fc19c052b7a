using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>Writes the files of images into a tar.</summary>
internal sealed class ImageTarOutput(Stream destination, DateTimeOffset modified) : IImageOutput
{
    private const int PublicFile = 0x1A4; // 0644

    private readonly TarWriter _tar = new(destination);

    /// <inheritdoc/>
    public async Task AddAsync(string name, long lengthBytes, Stream content, CancellationToken cancellationToken)
    {
        var entry = new TarEntry
        {
            Name = name,
            Type = TarEntryType.RegularFile,
            Mode = PublicFile,
            Size = lengthBytes,
            Modified = new UnixTime(modified.ToUnixTimeSeconds(), 0),
        };
        await _tar.WriteHeaderAsync(entry, cancellationToken);
        await content.CopyToAsync(_tar.Content, 1 << 20, cancellationToken);
    }

    /// <summary>Ends the tar.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => _tar.FinishAsync(cancellationToken);
}
