using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Checkpoints;

/// <summary>How the trees of a checkpoint are extracted.</summary>
internal static class ExtractionRules
{
    /// <summary>The rules for one target. A /dev/shm may be filled to the last byte: it is the container's own.</summary>
    public static ExtractionOptions For(ExtractionTarget target, string description)
    {
        var options = new ExtractionOptions { Target = target, Description = description };
        return target == ExtractionTarget.Shm ? options with { KeepFreeBytes = 0 } : options;
    }
}
