using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Images;

/// <summary>
/// A test of the fixture image that needs root; skipped, with the reason shown, where either is missing.
/// </summary>
public sealed class FixtureFactAttribute : FactAttribute
{
    public FixtureFactAttribute()
    {
        if (FixtureImage.Archive is null)
        {
            Skip = "shared/fixtures/fixture-image.tar.gz is not beside the repository.";
        }
        else if (!Users.HasCapability(Capability.SysAdmin))
        {
            Skip = "This test needs CAP_SYS_ADMIN.";
        }
    }
}
