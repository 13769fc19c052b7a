using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Storage.Images;

/// <summary>Copies images out with skopeo, by way of an OCI layout, which keeps annotations.</summary>
internal sealed class ImagePusher(HostLayout layout, ImageLookup lookup, ImageSaver saver, Skopeo skopeo)
{
    private const string Registry = "docker://";
    private static readonly string[] s_transports = [Registry, "oci:", "oci-archive:", "dir:", "docker-archive:"];

    /// <summary>Pushes an image. See <see cref="ImageStore.PushAsync"/>.</summary>
    public Task PushAsync(ImagePushRequest request, CancellationToken cancellationToken)
    {
        var (image, name) = lookup.Resolve(request.Image);
        var destination = DestinationOf(request, name);
        if (image.CheckpointRuntime is not null
            && (request.Format == "v2s2" || destination.StartsWith("docker-archive:", StringComparison.Ordinal)))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot push {request.Image} in Docker's form: it is a checkpoint, and that form loses the annotations "
                + "without which nobody can restore it.");
        }

        return StagingArea.UseAsync(
            layout,
            async staging =>
            {
                var folder = staging.NewFile();
                await saver.SaveAsync(
                    new ImageSaveRequest
                    {
                        Images = [new SavedImage(request.Image, [])],
                        Format = ImageSaveFormat.OciDirectory,
                        Destination = new ImageDestination.ToPath(folder),
                    },
                    cancellationToken);
                await skopeo.PushAsync(
                    $"oci:{folder}", destination, request, AccessFor(request, destination, staging), cancellationToken);
                return image;
            });
    }

    private static string DestinationOf(ImagePushRequest request, string? name)
    {
        var typed = request.Destination ?? name ?? throw new GantryException(
            ErrorCode.Invalid, $"Cannot push {request.Image}: it was named by its id, so the destination must be given.");
        return s_transports.Any(transport => typed.StartsWith(transport, StringComparison.Ordinal))
            ? typed
            : Registry + ImageReference.ParseDocker(typed);
    }

    private static RegistryAccess AccessFor(ImagePushRequest request, string destination, StagingArea staging) => new()
    {
        AuthenticationFile = request.Credentials is { } credentials
            ? RegistryCredentials.Write(credentials, RegistryOf(destination), staging)
            : request.AuthenticationFile,
        VerifyTls = request.VerifyTls,
        TemporaryDirectory = staging.Files,
    };

    private static string RegistryOf(string destination) => destination.StartsWith(Registry, StringComparison.Ordinal)
        ? ImageReference.ParseDocker(destination[Registry.Length..]).Registry
        : throw new GantryException(ErrorCode.Invalid, $"Credentials are for a registry, and \"{destination}\" is none.");
}
