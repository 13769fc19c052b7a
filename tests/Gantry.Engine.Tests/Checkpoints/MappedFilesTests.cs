using Gantry.Engine.Checkpoints;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class MappedFilesTests
{
    private readonly MappedFiles _files = new();

    public MappedFilesTests()
    {
        _files.Add(
        [
            "7f0000000000-7f0000001000 rw-s 00000000 fe:00 4711                       /data/a file.db",
            "7f0000001000-7f0000002000 rw-p 00000000 fe:00 4712                       /data/private",
            "7f0000002000-7f0000003000 r--s 00000000 fe:00 4713                       /data/read",
            "7f0000003000-7f0000004000 rw-s 00000000 00:01 4714                       ",
            "7f0000004000-7f0000005000 rw-p 00000000 00:00 0                          [heap]",
        ]);
    }

    [Theory]
    [InlineData("a file.db", 1, true)]
    [InlineData("other name", 4711, true)]
    [InlineData("private", 4712, false)]
    [InlineData("read", 4713, false)]
    [InlineData("other", 4714, false)]
    public void Files_that_are_mapped_shared_and_writable_are_known_by_name_or_number(string name, ulong inode, bool expected) =>
        Assert.Equal(expected, _files.Includes(name, new FileStatus { Inode = inode, Kind = FileKind.Regular }));
}
