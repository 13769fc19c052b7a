namespace Gantry.Engine.Archive;

/// <summary>How a tar stream may end.</summary>
internal enum TarEnd
{
    /// <summary>With two zero blocks; a stream that stops without them was cut short.</summary>
    Required,

    /// <summary>
    /// Also between two entries, as some image builders leave it. For streams whose digest is checked.
    /// </summary>
    Optional,
}
