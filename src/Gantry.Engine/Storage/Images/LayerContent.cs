namespace Gantry.Engine.Storage.Images;

/// <summary>A layer of an image that is being installed; its blob is fetched only when it is needed.</summary>
/// <param name="Descriptor">What the manifest says of the blob.</param>
/// <param name="TakeAsync">Puts the blob into the staging area.</param>
internal sealed record LayerContent(BlobDescriptor Descriptor, Func<CancellationToken, Task<StagedBlob>> TakeAsync);
