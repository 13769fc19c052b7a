namespace Gantry.Linux.Tests;

/// <summary>A test that needs root; skipped, with the reason shown, for anyone else.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (Users.EffectiveUserId != 0)
        {
            Skip = "This test needs root.";
        }
        else if (!Users.HasCapability(Capability.SysAdmin))
        {
            Skip = "This test needs CAP_SYS_ADMIN.";
        }
    }
}
