using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Checkpoints;

/// <summary>How the trees of a checkpoint are extracted.</summary>
internal static class ExtractionRules
{
    /// <summary>The rules for one target. A /dev/shm may be filled to the last byte: it is the container's own.</summary>
    /// <param name="target">What is filled.</param>
    /// <param name="description">What it is, for messages.</param>
    /// <param name="takesChanges">The tar may change what an earlier one brought.</param>
    public static ExtractionOptions For(ExtractionTarget target, string description, bool takesChanges = false)
    {
        var options = new ExtractionOptions { Target = target, Description = description, TakesChanges = takesChanges };
        return target == ExtractionTarget.Shm ? options with { KeepFreeBytes = 0 } : options;
    }
}
