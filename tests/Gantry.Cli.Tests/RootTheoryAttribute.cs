namespace Gantry.Cli.Tests;

/// <summary>A theory that needs root, because an installation can be opened by root only.</summary>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute()
    {
        if (Environment.UserName != "root")
        {
            Skip = "Needs root.";
        }
    }
}
