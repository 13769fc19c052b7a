using Gantry.CriuImages;

namespace Gantry.Engine.CriuImages;

/// <summary>Makes a <see cref="PageMap"/> of the messages of a pagemap file.</summary>
internal sealed class PageMapBuilder
{
    // criu/include/pagemap.h, PE_PARENT, PE_LAZY and PE_PRESENT.
    private const uint InParent = 1;
    private const uint Lazy = 2;
    private const uint Present = 4;

    // What fits into 64 bits of address space; more is no pagemap and would make sums overflow.
    private const ulong MostPages = 1UL << 52;

    private readonly List<PageRange> _ranges = [];
    private ulong _fileOffset;

    /// <summary>Adds a run; one that cannot be is left out.</summary>
    public void Add(PageRun run)
    {
        var count = run.HasCount ? run.Count : run.ShortCount;
        if (count == 0 || count > MostPages - (run.Address / PageRange.PageBytes))
        {
            return;
        }

        // Older images have no flags, and no page that is lazy (criu/pagemap.c, init_compat_pagemap_entry).
        var place = run.InParent || (run.Flags & InParent) != 0 ? PagePlace.InParent
            : (run.Flags & Lazy) != 0 && (run.Flags & Present) == 0 ? PagePlace.Lazy
            : PagePlace.Here;
        _ranges.Add(new PageRange(run.Address, count, place, _fileOffset));
        if (place == PagePlace.Here)
        {
            _fileOffset += count * PageRange.PageBytes;
        }
    }

    /// <summary>All of it.</summary>
    public PageMap Build(uint pagesNumber)
    {
        if (_ranges.Zip(_ranges.Skip(1)).Any(pair => pair.First.Address > pair.Second.Address))
        {
            _ranges.Sort((left, right) => left.Address.CompareTo(right.Address));
        }

        return new PageMap(pagesNumber, _ranges);
    }
}
