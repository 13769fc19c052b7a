namespace Gantry.Engine.Storage.Images;

/// <summary>Takes the files an image is saved as; each name once.</summary>
internal interface IImageOutput
{
    /// <summary>Adds a file.</summary>
    /// <param name="name">Relative, with '/'.</param>
    /// <param name="lengthBytes">Its length.</param>
    /// <param name="content">Its content, read to its end.</param>
    /// <param name="cancellationToken">Stops writing; what is there is no image then.</param>
    Task AddAsync(string name, long lengthBytes, Stream content, CancellationToken cancellationToken);
}
