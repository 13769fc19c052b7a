using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Images;

/// <summary>The images on record here and in the stores that are only read, ours first.</summary>
internal sealed class ImageCatalog(ImageTable own, IReadOnlyList<ImageTable> shared)
{
    /// <summary>Whether an image is on record here, so that it can be changed.</summary>
    public bool IsOwn(Digest id) => own.Find(id) is not null;

    /// <summary>Whether an image is on record anywhere.</summary>
    public bool Has(Digest id) => IsOwn(id) || shared.Any(store => store.Find(id) is not null);

    /// <summary>The image that exactly this fully qualified reference points to; null when there is none.</summary>
    public Image? FindByName(string reference) =>
        own.FindByName(reference) ?? shared.Select(store => store.FindByName(reference)).FirstOrDefault(image => image is not null);

    /// <summary>The images whose id begins with these hexadecimal digits, at most two.</summary>
    public IReadOnlyList<Image> FindByIdPrefix(string hexDigits) =>
        [.. Merge(own.FindByIdPrefix(hexDigits), store => store.FindByIdPrefix(hexDigits)).Take(2)];

    /// <summary>All images, newest first.</summary>
    public IReadOnlyList<Image> List() => shared.Count == 0
        ? own.List()
        : [.. Merge(own.List(), store => store.List()).OrderByDescending(image => image.Created)];

    // One that is in several stores is one image, with all its names.
    private IEnumerable<Image> Merge(IReadOnlyList<Image> first, Func<ImageTable, IReadOnlyList<Image>> others) => first
        .Concat(shared.SelectMany(others))
        .GroupBy(image => image.Id)
        .Select(same => same.First() with { Names = [.. same.SelectMany(image => image.Names).Distinct()] });
}
