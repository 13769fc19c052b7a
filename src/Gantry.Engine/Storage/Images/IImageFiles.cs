namespace Gantry.Engine.Storage.Images;

/// <summary>The files an image comes in, by their names in an archive or a folder. Names use '/'.</summary>
internal interface IImageFiles
{
    /// <summary>What it is, for messages: the path of the archive or folder.</summary>
    string Description { get; }

    /// <summary>Whether there is such a file.</summary>
    bool Contains(string name);

    /// <summary>The bytes of a small file.</summary>
    /// <exception cref="Model.GantryException">
    /// <see cref="Model.ErrorCode.Invalid"/>: it is missing or larger than <see cref="ImageDocuments.MaximumBytes"/>.
    /// </exception>
    byte[] ReadDocument(string name);

    /// <summary>Puts a file into the staging area, hashed.</summary>
    /// <exception cref="Model.GantryException"><see cref="Model.ErrorCode.Invalid"/>: it is missing.</exception>
    Task<StagedBlob> TakeAsync(string name, CancellationToken cancellationToken);
}
