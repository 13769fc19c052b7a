using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine;

/// <content>Images. An image is named by a reference, its id, or a unique beginning of its id.</content>
public sealed partial class Engine
{
    /// <summary>Loads the images of an archive or a folder.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>.</exception>
    public Task<IReadOnlyList<LoadedImage>> LoadImagesAsync(
        ImageSource source, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        _services.Images.LoadAsync(source, progress, cancellationToken);

    /// <summary>Makes an image of one layer from the tar of a root file system.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public Task<Image> ImportImageAsync(
        ImageImportRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        _services.Images.ImportAsync(request, progress, cancellationToken);

    /// <summary>Writes images into an archive or a folder.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.AlreadyExists"/>,
    /// <see cref="ErrorCode.NoSpace"/>, <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public Task SaveImagesAsync(ImageSaveRequest request, CancellationToken cancellationToken) =>
        _services.Images.SaveAsync(request, cancellationToken);

    /// <summary>Copies an image to a registry, a folder or an archive.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.Incompatible"/>,
    /// <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public Task PushImageAsync(ImagePushRequest request, CancellationToken cancellationToken) =>
        _services.Images.PushAsync(request, cancellationToken);

    /// <summary>Makes an image that differs from another one by its metadata only.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public Task<Image> BuildImageAsync(
        ImageBuildRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        _services.Images.BuildAsync(request, progress, cancellationToken);

    /// <summary>Fetches an image.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.ToolFailed"/>.</exception>
    public Task<Image> PullImageAsync(
        ImagePullRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        _services.Images.PullAsync(request, progress, cancellationToken);

    /// <summary>All images, newest first.</summary>
    public IReadOnlyList<Image> ListImages() => _services.Images.List();

    /// <summary>One image; null when it is not here.</summary>
    public Image? FindImage(string image) => _services.Images.Find(image);

    /// <summary>One image with what inspection shows.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public ImageDetails GetImage(string image) => _services.Images.Describe(_services.Images.Resolve(image));

    /// <summary>Removes a name of an image, and the image with its last name.</summary>
    /// <param name="image">The image.</param>
    /// <param name="force">Also with all its names, and with the containers that use it.</param>
    /// <param name="cancellationToken">Stops before anything is removed.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.InUse"/>.</exception>
    public async Task<ImageRemoval> RemoveImageAsync(string image, bool force, CancellationToken cancellationToken)
    {
        if (force && _services.Images.Find(image) is { } found)
        {
            foreach (var user in _services.Context.Containers.UsingImage(found.Id))
            {
                await RemoveContainerAsync(
                    user.Id.ToString(), new ContainerRemoval { Force = true, Volumes = true }, cancellationToken);
            }
        }

        return await _services.Images.RemoveAsync(image, force, cancellationToken);
    }

    /// <summary>Gives an image another name.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Task TagImageAsync(string image, string reference, CancellationToken cancellationToken) =>
        _services.Images.TagAsync(image, reference, cancellationToken);

    /// <summary>Removes images that no container uses: those without a name, or all.</summary>
    public Task<IReadOnlyList<ImageRemoval>> PruneImagesAsync(bool all, CancellationToken cancellationToken) =>
        _services.Images.PruneAsync(all, null, cancellationToken);
}
