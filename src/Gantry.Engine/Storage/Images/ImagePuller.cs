using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Storage.Images;

/// <summary>Fetches images as their pull policy says.</summary>
internal sealed class ImagePuller(
    HostLayout layout, ImageCatalog images, ImageInstaller installer, RegistryFetcher fetcher, ILogger logger)
{
    private readonly ImageLookup _lookup = new(images);
    private readonly ImageLoader _loader = new(layout, installer);

    /// <summary>Fetches an image. See <see cref="ImageStore.PullAsync"/>.</summary>
    public async Task<Image> PullAsync(
        ImagePullRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var source = PullSource.Parse(request.Reference);
        if (source is not PullSource.Registry registry)
        {
            var loaded = await _loader.LoadAsync(
                new ImageSource.FromPath(source.LocalPath),
                ImageFormats.ReaderFor(source),
                progress,
                cancellationToken);
            return loaded[0].Image;
        }

        var present = _lookup.Find(registry.Written)?.Image;
        return request.Policy switch
        {
            PullPolicy.Missing when present is not null => present,
            PullPolicy.Never => _lookup.Resolve(registry.Written).Image,
            PullPolicy.Newer when present is not null =>
                await TryPullNewerAsync(registry, request, progress, cancellationToken) ?? present,
            PullPolicy.Missing or PullPolicy.Always or PullPolicy.Newer =>
                await PullRegistryAsync(registry, request, progress, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Policy, null),
        };
    }

    private async Task<Image?> TryPullNewerAsync(
        PullSource.Registry source,
        ImagePullRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return await PullRegistryAsync(source, request, progress, cancellationToken);
        }
        catch (GantryException e) when (e.Code is ErrorCode.ToolFailed or ErrorCode.NotFound)
        {
            Log.NewerUnknown(logger, source.Reference.ToString(), e.Message);
            return null;
        }
    }

    private Task<Image> PullRegistryAsync(
        PullSource.Registry source,
        ImagePullRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken) =>
        StagingArea.UseAsync(layout, async staging =>
        {
            var name = source.Reference.ToString();
            Log.Pulling(logger, name);
            if (images.FindByName(name) is { } present
                && present.ManifestDigest
                    == await fetcher.RemoteDigestAsync(source, request, staging, cancellationToken))
            {
                return present;
            }

            var path = await fetcher.FetchAsync(source, request, staging, progress, cancellationToken);
            using var folder = DirectoryFiles.OpenOurs(path, staging, $"\"{name}\"");
            var content = LayoutImages.ReadDirectory(folder) with { Names = [name] };
            return await installer.InstallAsync(content, staging, progress, cancellationToken);
        });
}
