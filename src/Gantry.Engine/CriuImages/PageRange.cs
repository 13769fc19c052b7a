namespace Gantry.Engine.CriuImages;

/// <summary>Pages one after the other that share their fate (criu/include/pagemap.h).</summary>
/// <param name="Address">Where they are in the process.</param>
/// <param name="Count">How many.</param>
/// <param name="Place">Where their content is.</param>
/// <param name="FileOffset">Offset of their content in the pages file, in bytes; only of <see cref="PagePlace.Here"/>.</param>
internal readonly record struct PageRange(ulong Address, ulong Count, PagePlace Place, ulong FileOffset)
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    /// <summary>The address behind them.</summary>
    public ulong End => Address + Bytes;

    /// <summary>Their bytes.</summary>
    public ulong Bytes => Count * PageBytes;
}

/// <summary>Where the content of pages is.</summary>
internal enum PagePlace
{
    /// <summary>In the pages file of this checkpoint.</summary>
    Here,

    /// <summary>In that of the pre-dump that this one builds on.</summary>
    InParent,

    /// <summary>At the source, which was to serve them on demand.</summary>
    Lazy,
}
