using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Fetches images from registries with skopeo. It copies into the <c>dir:</c> form, the only one that keeps Docker's
/// manifests and configs to the byte: converting to an OCI layout would make another config, so another image id than
/// Podman's, and checkpoints name their base image by id.
/// </summary>
internal sealed class RegistryFetcher(Skopeo skopeo, TimeProvider time)
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Digest of the manifest that the registry has for the wanted machine.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.ToolFailed"/>: the registry does not have it, or was not
    /// reached. <see cref="ErrorCode.Incompatible"/>: not for this machine.
    /// </exception>
    public async Task<Digest> RemoteDigestAsync(
        PullSource.Registry source, ImagePullRequest request, StagingArea staging, CancellationToken cancellationToken)
    {
        var raw = await skopeo.InspectRawAsync(
            SkopeoName(source.Reference), AccessFor(request, source.Reference, staging), cancellationToken);
        var subject = $"\"{source.Reference}\"";
        if (!ImageDocuments.IsIndex(raw, subject))
        {
            return Digest.Of(raw);
        }

        var architecture = request.Architecture ?? Machine.Architecture;
        var system = request.OperatingSystem ?? "linux";
        return PlatformChoice.Choose(ImageDocuments.ParseIndex(raw, subject), architecture, system, subject).Digest;
    }

    /// <summary>Copies the image into a folder of the staging area and returns that folder.</summary>
    /// <exception cref="GantryException">As <see cref="RemoteDigestAsync"/>.</exception>
    public async Task<string> FetchAsync(
        PullSource.Registry source,
        ImagePullRequest request,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var folder = staging.NewFile();
        var access = AccessFor(request, source.Reference, staging);
        var copying = skopeo.CopyAsync(SkopeoName(source.Reference), $"dir:{folder}", access, cancellationToken);
        while (!copying.IsCompleted)
        {
            // Not our token: cancelling ends the copy, and this must not spin until it has.
            await Task.WhenAny(copying, Task.Delay(s_progressInterval, time, CancellationToken.None));
            progress?.Report(new OperationProgress("pulling", BytesIn(folder), null));
        }

        await copying;
        return folder;
    }

    // skopeo takes a tag or a digest, not both; the digest says more.
    private static string SkopeoName(ImageReference reference) =>
        reference.Digest is { } digest ? $"docker://{reference.Repository}@{digest}" : $"docker://{reference}";

    private static long BytesIn(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles().Sum(LengthOf) : 0;

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // skopeo renames its temporary files.
            return 0;
        }
    }

    private static RegistryAccess AccessFor(ImagePullRequest request, ImageReference reference, StagingArea staging) =>
        new()
        {
            AuthenticationFile = request.Credentials is { } credentials
                ? RegistryCredentials.Write(credentials, reference.Registry, staging)
                : request.AuthenticationFile,
            VerifyTls = request.VerifyTls,
            Architecture = request.Architecture,
            OperatingSystem = request.OperatingSystem,
            TemporaryDirectory = staging.Files,
        };
}
