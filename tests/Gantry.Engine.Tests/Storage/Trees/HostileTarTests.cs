using Gantry.Engine.Model;
using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>What an attacker may put into a tar touches nothing outside the target.</summary>
public sealed class HostileTarTests
{
    public static TheoryData<string> Refused => [.. s_hostile.Keys];

    // The function is given the path of the folder outside.
    private static readonly Dictionary<string, (ExtractionTarget, Func<string, TarBuilder>)> s_hostile = new()
    {
        ["parent in a volume"] = (ExtractionTarget.Volume, _ => new TarBuilder().File("../outside/file")),
        ["parent in a layer"] = (ExtractionTarget.Layer, _ => new TarBuilder().File("a/../../outside/file")),
        ["parent in a diff"] = (ExtractionTarget.RootfsDiff, _ => new TarBuilder().Directory("..")),
        ["absolute in a volume"] = (ExtractionTarget.Volume, o => new TarBuilder().File(o + "/file")),
        ["absolute in a diff"] = (ExtractionTarget.RootfsDiff, o => new TarBuilder().File(o + "/file")),
        ["absolute link"] = (ExtractionTarget.Volume, o => new TarBuilder().Symlink("l", o).File("l/file")),
        ["relative link"] = (ExtractionTarget.Volume, _ => new TarBuilder().Symlink("l", "../outside").File("l/file")),
        ["link to the target itself"] = (ExtractionTarget.Shm, _ => new TarBuilder().Symlink("l", ".").File("l/file")),
        ["directory behind a link"] = (ExtractionTarget.Volume, o => new TarBuilder().Symlink("l", o).Directory("l/d")),
        ["link behind a link"] = (ExtractionTarget.Volume, o => new TarBuilder().Symlink("l", o).Symlink("l/m", "x")),
        ["out of a root by link"] = (ExtractionTarget.RootfsDiff, o => new TarBuilder().Symlink("l", o).File("l/file")),
        ["out of a layer by link"] =
            (ExtractionTarget.Layer, o => new TarBuilder().Symlink("l", o).File("l/.wh.sentinel")),
        ["hard link to a parent"] =
            (ExtractionTarget.Volume, _ => new TarBuilder().HardLink("h", "../outside/sentinel")),
        ["hard link, absolute"] = (ExtractionTarget.Layer, o => new TarBuilder().HardLink("h", o + "/sentinel")),
        ["hard link by a link"] =
            (ExtractionTarget.Volume, o => new TarBuilder().Symlink("l", o).HardLink("h", "l/sentinel")),
        ["hard link in a root"] =
            (ExtractionTarget.RootfsDiff, o => new TarBuilder().Symlink("l", o).HardLink("h", "l/sentinel")),
        ["hard link to nothing"] = (ExtractionTarget.Volume, _ => new TarBuilder().HardLink("h", "nothing")),
        ["hard link to a folder"] = (ExtractionTarget.Volume, _ => new TarBuilder().Directory("d").HardLink("h", "d")),
        ["device in a volume"] = (ExtractionTarget.Volume, _ => new TarBuilder().Device("null", 1, 3)),
        ["device in /dev/shm"] = (ExtractionTarget.Shm, _ => new TarBuilder().Device("kmem", 1, 2)),
        ["root as a link"] = (ExtractionTarget.Volume, o => new TarBuilder().Symlink(".", o)),
        ["file as a folder"] = (ExtractionTarget.Volume, _ => new TarBuilder().File("f").File("f/g")),
        ["whiteout of a parent"] = (ExtractionTarget.Layer, _ => new TarBuilder().File(".wh..")),
        ["whiteout of two parents"] = (ExtractionTarget.Layer, _ => new TarBuilder().File("a/.wh...")),
        ["whiteout of nothing"] = (ExtractionTarget.Layer, _ => new TarBuilder().File("a/.wh.")),
        ["loop of links"] =
            (ExtractionTarget.RootfsDiff, _ => new TarBuilder().Symlink("l", "m").Symlink("m", "l").File("l/file")),
        ["name of 300 bytes"] = (ExtractionTarget.Volume, _ => new TarBuilder().File(new string('n', 300))),
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_hostile_tar_is_refused_and_touches_nothing_outside(string hostile)
    {
        using var folder = new TreeFolder();
        folder.Write("outside/sentinel", "untouched");
        var (target, build) = s_hostile[hostile];
        var tar = await build(folder.Make("outside")).BuildAsync();
        var before = TreeSnapshot.Of(folder.Make("outside"));

        var error = await Assert.ThrowsAsync<GantryException>(
            () => TreeFolder.ExtractAsync(tar, folder.Make("target"), target));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(before, TreeSnapshot.Of(folder.Make("outside")));
        Assert.Equal(["outside", "target"], Directory.GetDirectories(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_link_that_leads_out_replaces_a_folder_only_inside()
    {
        using var folder = new TreeFolder();
        folder.Write("outside/sentinel", "untouched");
        var before = TreeSnapshot.Of(folder.Make("outside"));
        var tar = await new TarBuilder()
            .Directory("d", 0x1FF).File("d/file").Symlink("d", folder.Make("outside")).BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Volume);

        Assert.Equal(before, TreeSnapshot.Of(folder.Make("outside")));
        Assert.Equal(folder.Make("outside"), new FileInfo(Path.Join(folder.Path, "target/d")).LinkTarget);
    }

    [Fact]
    public async Task A_layer_with_absolute_names_is_extracted_inside()
    {
        using var folder = new TreeFolder();
        folder.Write("outside/sentinel", "untouched");
        var tar = await new TarBuilder().File(folder.Make("outside") + "/sentinel", "inside").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Layer);

        Assert.Equal("untouched", File.ReadAllText(Path.Join(folder.Path, "outside/sentinel")));
        Assert.Equal("inside", File.ReadAllText(folder.Make("target") + folder.Path + "/outside/sentinel"));
    }

    [Fact]
    public async Task A_thousand_folders_deep_is_extracted_and_removed()
    {
        using var folder = new TreeFolder();
        var name = string.Join('/', Enumerable.Repeat("d", 1000)) + "/file";
        var tar = await new TarBuilder().File(name).File(name, "again").BuildAsync();

        var result = await TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Volume);

        Assert.Equal(2, result.Entries);
        Assert.Equal("again", File.ReadAllText(Path.Join(folder.Path, "target", name)));
    }
}
