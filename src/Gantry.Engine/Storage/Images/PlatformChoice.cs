using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>Chooses the manifest of an index that is for a machine.</summary>
internal static class PlatformChoice
{
    // Docker's build attestations are listed as manifests for a machine that does not exist.
    private const string Unknown = "unknown";

    /// <summary>
    /// The first entry for this architecture and system; an index with one entry without platform gives that.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>: there is none.</exception>
    public static BlobDescriptor Choose(
        IndexDocument index, string architecture, string operatingSystem, string subject)
    {
        var fitting = index.Manifests.FirstOrDefault(
            entry => entry.Platform?.Architecture == architecture && entry.Platform.Os == operatingSystem);
        if (fitting is not null)
        {
            return fitting;
        }

        if (index.Manifests is [{ Platform: null } only])
        {
            return only;
        }

        var offered = index.Manifests
            .Select(entry => entry.Platform)
            .Where(platform => platform is not null && platform.Architecture != Unknown)
            .Select(platform => $"{platform!.Os}/{platform.Architecture}");
        throw new GantryException(
            ErrorCode.Incompatible,
            $"{subject} has no image for {operatingSystem}/{architecture}; it has {string.Join(", ", offered)}.");
    }
}
