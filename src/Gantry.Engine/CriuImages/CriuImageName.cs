using System.Globalization;

namespace Gantry.Engine.CriuImages;

/// <summary>The name of an image file: what it holds, and of which process or object (criu/image-desc.c).</summary>
/// <param name="Kind">The name without number and suffix: <c>core</c>, <c>pagemap-shmem</c>.</param>
/// <param name="Number">The number in the name; null when there is none.</param>
internal readonly record struct CriuImageName(string Kind, uint? Number)
{
    private const string Suffix = ".img";

    // These number their files in hexadecimal.
    private static readonly string[] s_hexadecimal = ["tcp-stream", "ghost-file"];

    /// <summary>Takes a file's name apart.</summary>
    public static CriuImageName Parse(string fileName)
    {
        var stem = fileName.EndsWith(Suffix, StringComparison.Ordinal) ? fileName[..^Suffix.Length] : fileName;
        var dash = stem.LastIndexOf('-');
        if (dash < 0)
        {
            return new CriuImageName(stem, null);
        }

        var (kind, digits) = (stem[..dash], stem[(dash + 1)..]);
        var style = s_hexadecimal.Contains(kind) ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return uint.TryParse(digits, style, CultureInfo.InvariantCulture, out var number)
            ? new CriuImageName(kind, number)
            : new CriuImageName(stem, null);
    }
}
