using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>What is to be known, besides the tree, to tell what changed in it.</summary>
internal sealed record TreeRound
{
    /// <summary>The time at which it begins.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Whether a file of this name and status may change and keep its times, as one does that a process has mapped.
    /// </summary>
    public Func<string, FileStatus, bool> MayChangeUnseen { get; init; } = (_, _) => false;

    /// <summary>
    /// Paths that are gone, of which the other end had what is beneath the tree, as <see cref="OverlayDiff"/> lists them.
    /// </summary>
    public IReadOnlyCollection<string> Deleted { get; init; } = [];
}
