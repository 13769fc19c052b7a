namespace Gantry.Engine.Storage.Trees;

/// <summary>What of a directory goes into a tar, and under which names.</summary>
internal sealed record TreeArchiveOptions
{
    /// <summary>How the entries are named.</summary>
    public TreeNaming Naming { get; init; } = TreeNaming.DotSlash;

    /// <summary>
    /// Null archives everything beneath. Otherwise exactly these paths, in any order, relative to the directory (a
    /// leading <c>/</c> is ignored): a directory among them is one entry, and of what lies beneath it goes in what is
    /// listed too, as <see cref="OverlayDiff"/> lists it. A path that no longer exists is left out.
    /// </summary>
    public IReadOnlyCollection<string>? Paths { get; init; }

    /// <summary>
    /// Asked with each path relative to the directory, without <c>./</c>; true leaves it out with all beneath it. Null
    /// leaves out nothing.
    /// </summary>
    public Func<string, bool>? LeaveOut { get; init; }
}
