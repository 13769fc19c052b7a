using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Trees;

public sealed class LayerWhiteoutsTests
{
    [RootFact]
    public async Task Whiteouts_hide_what_the_layer_below_has()
    {
        using var folder = new TreeFolder();
        folder.Write("lower/etc/gone", "1");
        folder.Write("lower/etc/kept", "2");
        folder.Write("lower/opt/a/b", "3");
        var tar = await new TarBuilder()
            .File("etc/.wh.gone", "").Directory("opt").File("opt/.wh..wh..opq", "").File("opt/new").File(".wh..wh.aufs")
            .BuildAsync();

        Assert.Equal(["etc", "etc/kept", "opt", "opt/new"], await MergeAsync(folder, tar));
    }

    [RootFact]
    public async Task A_whiteout_never_hides_its_own_layer_in_either_order()
    {
        using var folder = new TreeFolder();
        folder.Write("lower/first/old", "1");
        folder.Write("lower/second/old", "2");
        folder.Write("lower/third/old", "3");
        folder.Write("lower/file", "4");
        var tar = await new TarBuilder()
            .File(".wh.first", "").Directory("first").File("first/new")
            .Directory("second").File("second/new").File(".wh.second", "")
            .File(".wh.third", "").File("third/deep/new")
            .File("file").File(".wh.file", "").BuildAsync();

        Assert.Equal(
            ["file", "first", "first/new", "second", "second/new", "third", "third/deep", "third/deep/new"],
            await MergeAsync(folder, tar));
    }

    [RootFact]
    public async Task A_whiteout_beneath_a_whiteout_is_nothing_more()
    {
        using var folder = new TreeFolder();
        folder.Write("lower/a/b", "1");
        folder.Write("lower/c", "2");
        var tar = await new TarBuilder().File(".wh.a", "").File("a/.wh.b", "").BuildAsync();

        Assert.Equal(["c"], await MergeAsync(folder, tar));
    }

    [RootFact]
    public async Task Only_layers_have_whiteouts()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File(".wh.a").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Volume);

        Assert.True(File.Exists(Path.Join(folder.Path, "target/.wh.a")));
    }

    private static async Task<List<string>> MergeAsync(TreeFolder folder, Stream tar)
    {
        await TreeFolder.ExtractAsync(tar, folder.Make("layer"), ExtractionTarget.Layer);
        var merged = folder.MountOverlay([folder.Make("layer"), folder.Make("lower")]);
        return
        [
            .. Directory.EnumerateFileSystemEntries(merged, "*", SearchOption.AllDirectories)
                .Select(p => Path.GetRelativePath(merged, p)).Order(StringComparer.Ordinal),
        ];
    }
}
