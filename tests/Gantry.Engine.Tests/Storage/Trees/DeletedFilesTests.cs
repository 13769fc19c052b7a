using Gantry.Engine.Model;
using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Trees;

public sealed class DeletedFilesTests
{
    [Fact]
    public void Files_and_whole_folders_are_removed_and_missing_ones_are_fine()
    {
        using var folder = new TreeFolder();
        folder.Write("root/etc/file", "1");
        folder.Write("root/opt/a/b/c", "2");
        folder.Write("root/kept", "3");
        IReadOnlyList<string> paths = ["/etc/file", "/opt", "/opt/a", "/kept/below", "/missing/below"];
        DeletedFiles.Apply(folder.Make("root"), paths);

        DeletedFiles.Apply(folder.Make("root"), paths);

        Assert.Equal(
            ["etc", "kept"],
            Directory.EnumerateFileSystemEntries(folder.Make("root")).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Make("root/etc")));
    }

    [Theory]
    [InlineData("/../outside/sentinel")]
    [InlineData("/etc/../../outside")]
    [InlineData("..")]
    [InlineData("/")]
    [InlineData("")]
    public void A_path_that_leads_out_is_refused_before_anything_is_removed(string path)
    {
        using var folder = new TreeFolder();
        folder.Write("outside/sentinel", "1");
        folder.Write("root/etc/file", "2");

        var error = Assert.Throws<GantryException>(() => DeletedFiles.Apply(folder.Make("root"), ["/etc/file", path]));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.True(File.Exists(Path.Join(folder.Path, "outside/sentinel")));
        Assert.True(File.Exists(Path.Join(folder.Path, "root/etc/file")));
    }

    [Fact]
    public void Links_lead_nowhere_but_inside()
    {
        using var folder = new TreeFolder();
        folder.Write("outside/sentinel", "1");
        folder.Write("root/run/pid", "2");
        File.CreateSymbolicLink(Path.Join(folder.Path, "root/out"), folder.Make("outside"));
        File.CreateSymbolicLink(Path.Join(folder.Path, "root/up"), "../outside");
        File.CreateSymbolicLink(Path.Join(folder.Path, "root/in"), "/run");

        DeletedFiles.Apply(folder.Make("root"), ["/out/sentinel", "/up/sentinel", "/in/pid", "/out"]);

        Assert.True(File.Exists(Path.Join(folder.Path, "outside/sentinel")));
        Assert.False(File.Exists(Path.Join(folder.Path, "root/run/pid")));
        Assert.Null(new FileInfo(Path.Join(folder.Path, "root/out")).LinkTarget);
        Assert.NotNull(new FileInfo(Path.Join(folder.Path, "root/up")).LinkTarget);
    }
}
