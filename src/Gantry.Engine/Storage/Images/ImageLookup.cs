using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Finds images by what people type: names with or without registry and tag, digests, ids and their beginnings.
/// </summary>
internal sealed class ImageLookup(ImageCatalog images)
{
    private const int MinimumIdLength = 3;
    private const string DigestPrefix = "sha256:";

    /// <summary>The image; null when there is none.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the beginning of an id fits several images, or the name is malformed.
    /// </exception>
    public FoundImage? Find(string nameOrId)
    {
        if (nameOrId.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            return FindById(nameOrId[DigestPrefix.Length..], nameOrId);
        }

        if (nameOrId.Length == 64 && Digest.TryParse(nameOrId, out _))
        {
            return FindById(nameOrId, nameOrId);
        }

        return FindByName(nameOrId) ?? FindById(nameOrId, nameOrId);
    }

    /// <summary>The image.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: there is none. <see cref="ErrorCode.Invalid"/>: as for <see cref="Find"/>.
    /// </exception>
    public FoundImage Resolve(string nameOrId) =>
        Find(nameOrId) ?? throw new GantryException(ErrorCode.NotFound, $"{nameOrId}: image not known");

    private FoundImage? FindById(string hexDigits, string written)
    {
        if (hexDigits.Length < MinimumIdLength)
        {
            return null;
        }

        return images.FindByIdPrefix(hexDigits) switch
        {
            [] => null,
            [var image] => new FoundImage(image, null),
            _ => throw new GantryException(
                ErrorCode.Invalid, $"\"{written}\" is the beginning of several image ids: give more digits."),
        };
    }

    private FoundImage? FindByName(string name)
    {
        if (!ImageReference.TryParse(name, out var written))
        {
            return null;
        }

        foreach (var candidate in ImageReference.Candidates(name))
        {
            if (images.FindByName(candidate.ToString()) is { } image)
            {
                return new FoundImage(image, candidate.ToString());
            }
        }

        return written.Digest is { } digest ? FindByDigest(written, digest) : FindBySuffix(written.WithDefaultTag());
    }

    private FoundImage? FindByDigest(ImageReference written, Digest digest)
    {
        var repositories =
            ImageReference.Candidates(written.ToString()).Select(candidate => candidate.Repository).ToHashSet();
        var image = images.List().FirstOrDefault(
            image => image.ManifestDigest == digest
                && image.Names.Any(name => repositories.Contains(ImageReference.Parse(name).Repository)));
        return image is null ? null : new FoundImage(image, null);
    }

    // libimage, runtime.go, lookupImageInDigestsAndRepoTags: a short name also finds an image of any registry.
    private FoundImage? FindBySuffix(ImageReference written)
    {
        if (!written.IsShort)
        {
            return null;
        }

        foreach (var image in images.List())
        {
            var name = image.Names.FirstOrDefault(name => name.EndsWith($"/{written}", StringComparison.Ordinal));
            if (name is not null)
            {
                return new FoundImage(image, name);
            }
        }

        return null;
    }
}
