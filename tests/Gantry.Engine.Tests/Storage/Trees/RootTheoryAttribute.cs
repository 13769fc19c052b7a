using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>A <see cref="RootFactAttribute"/> with data.</summary>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute()
    {
        if (Users.EffectiveUserId != 0)
        {
            Skip = "Needs root.";
        }
    }
}
