using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class ProcessorFolderTests
{
    [Fact]
    public void What_a_dead_process_left_goes_and_what_a_living_one_uses_stays()
    {
        var parent = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        try
        {
            using var used = ProcessorFolder.Create(parent);
            var abandoned = Directory.CreateDirectory(Path.Join(parent, "cpu-1-1-0123")).FullName;
            var older = Directory.CreateDirectory(Path.Join(parent, "cpu-0123")).FullName;
            var other = Directory.CreateDirectory(Path.Join(parent, "other")).FullName;

            ProcessorFolder.Sweep(parent);

            Assert.False(Directory.Exists(abandoned));
            Assert.False(Directory.Exists(older));
            Assert.True(Directory.Exists(used.Path));
            Assert.True(Directory.Exists(other));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}
