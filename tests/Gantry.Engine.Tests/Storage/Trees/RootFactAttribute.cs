using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>A test that makes owners, devices or mounts, and is skipped without root.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (Users.EffectiveUserId != 0)
        {
            Skip = "Needs root.";
        }
    }
}
