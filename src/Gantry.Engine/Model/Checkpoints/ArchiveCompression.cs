using System.Globalization;

namespace Gantry.Engine.Model.Checkpoints;

/// <summary>How an archive is compressed.</summary>
/// <param name="Format">The format.</param>
/// <param name="Level">1 is the fastest; the format's usual one where null. See <see cref="HighestLevel"/>.</param>
/// <param name="LongDistance">
/// zstd only: repetitions are found over 128 MiB instead of some MiB. Whoever reads the archive needs as much memory.
/// </param>
public sealed record ArchiveCompression(CompressionFormat Format, int? Level = null, bool LongDistance = false)
{
    /// <summary>No compression.</summary>
    public static ArchiveCompression None { get; } = new(CompressionFormat.None);

    /// <summary>zstd at its usual level, 3.</summary>
    public static ArchiveCompression Zstd { get; } = new(CompressionFormat.Zstd);

    /// <summary>
    /// Reads <c>FORMAT[:LEVEL][:long]</c>, in any case: <c>zstd</c>, <c>zstd:9:long</c>, <c>lz4</c>, <c>gzip:6</c>, <c>none</c>.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: an unknown word, or a level that the format lacks.</exception>
    public static ArchiveCompression Parse(string text)
    {
        var words = text.Split(':');
        if (Enum.GetNames<CompressionFormat>().FirstOrDefault(n => n.Equals(words[0], StringComparison.OrdinalIgnoreCase)) is not { } name)
        {
            // Podman's words.
            throw Refusal($"selected compression algorithm (\"{words[0]}\") not supported. Please select one from: gzip, lz4, none, zstd");
        }

        var compression = new ArchiveCompression(Enum.Parse<CompressionFormat>(name));
        return words.Skip(1).Aggregate(compression, (current, word) => current.With(word, text));
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() =>
        Format.ToString().ToLowerInvariant()
        + (Level is { } level ? string.Create(CultureInfo.InvariantCulture, $":{level}") : "")
        + (LongDistance ? ":long" : "");

    /// <summary>The highest level of a format; 0 where it has none.</summary>
    public static int HighestLevel(CompressionFormat format) => format switch
    {
        CompressionFormat.None => 0,
        CompressionFormat.Zstd => 19, // Beyond it, a reader needs more memory than it gives by itself.
        CompressionFormat.Gzip => 9,
        CompressionFormat.Lz4 => 12,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    private ArchiveCompression With(string word, string text)
    {
        if (word.Equals("long", StringComparison.OrdinalIgnoreCase) && Format == CompressionFormat.Zstd && !LongDistance)
        {
            return this with { LongDistance = true };
        }

        var highest = HighestLevel(Format);
        return Level is null && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level >= 1 && level <= highest
            ? this with { Level = level }
            : throw Refusal(
                $"unknown compression \"{text}\": \"{word}\" is not possible there. Levels: gzip:1 to gzip:9, lz4:1 to lz4:12, "
                + "zstd:1 to zstd:19; zstd also takes \":long\"");
    }

    private static GantryException Refusal(string message) => new(ErrorCode.Invalid, message);
}
