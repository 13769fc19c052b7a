using Gantry.Engine.Checkpoints;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class UnlinkedFilesTests
{
    [Theory]
    [InlineData("/data/log (deleted)", true)]
    [InlineData("/data/log", false)]
    [InlineData("/memfd:buffer (deleted)", false)]
    [InlineData("/dev/zero (deleted)", false)]
    [InlineData("/SYSV00000000 (deleted)", false)]
    [InlineData("pipe:[123]", false)]
    public void A_name_that_is_gone_is_marked(string path, bool isUnlinked)
    {
        Assert.Equal(isUnlinked, UnlinkedFiles.IsUnlinked(path));
    }
}
