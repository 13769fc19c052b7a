using Gantry.Engine.Storage.Trees;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

public sealed class TreeRoundTripTests
{
    [RootTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_random_tree_is_the_same_after_archiving_and_extracting(int seed)
    {
        using var folder = new TreeFolder();
        var source = folder.Make("source");
        RandomTree.Fill(source, seed);
        var before = TreeSnapshot.Of(source);

        await TreeFolder.ExtractAsync(await TreeFolder.ArchiveAsync(source), folder.Make("target"));

        Assert.Equal(before, TreeSnapshot.Of(folder.Make("target")));
        Assert.Equal(before, TreeSnapshot.Of(source));
    }

    [RootTheory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task GNU_tar_extracts_our_tar_into_the_same_tree(int seed)
    {
        using var folder = new TreeFolder();
        var source = folder.Make("source");
        RandomTree.Fill(source, seed);
        await TreeFolder.RunAsync("find", source, "-type", "s", "-delete");
        var tar = Path.Join(folder.Path, "our.tar");
        await using (var stream = File.Create(tar))
        {
            await (await TreeFolder.ArchiveAsync(source)).CopyToAsync(stream);
        }

        await TreeFolder.RunAsync(
            "tar", "-x", "-p", "-f", tar, "-C", folder.Make("target"), "--numeric-owner", "--xattrs",
            "--xattrs-include=*");

        Assert.Equal(TreeSnapshot.Of(source), TreeSnapshot.Of(folder.Make("target")));
    }

    [RootTheory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task A_tar_by_GNU_tar_is_extracted_into_the_same_tree(int seed)
    {
        using var folder = new TreeFolder();
        var source = folder.Make("source");
        RandomTree.Fill(source, seed);
        var tar = Path.Join(folder.Path, "gnu.tar");
        await TreeFolder.RunAsync(
            "tar", "-c", "--format=posix", "--sparse", "-f", tar, "-C", source, "--numeric-owner", "--xattrs",
            "--xattrs-include=*", "--warning=no-file-ignored", ".");

        await using var stream = File.OpenRead(tar);
        await TreeFolder.ExtractAsync(stream, folder.Make("target"));

        Assert.Equal(
            TreeSnapshot.Of(source, leaveOut: k => k == FileKind.Socket),
            TreeSnapshot.Of(folder.Make("target"), leaveOut: k => k == FileKind.Socket));
    }

    [RootFact]
    public async Task A_volume_comes_back_with_its_own_attributes_and_its_sockets()
    {
        using var folder = new TreeFolder();
        var source = folder.Make("source");
        using (var directory = DirectoryDescriptor.Open(source))
        {
            directory.MakeNode("socket", FileKind.Socket, 0x1FF, 0);
            directory.SetOwner(".", 999, 998);
            directory.SetMode(".", 0x3FF);
            directory.SetTimes(".", new UnixTime(3, 4), new UnixTime(1, 2));
        }

        await TreeFolder.ExtractAsync(
            await TreeFolder.ArchiveAsync(source), folder.Make("target"), ExtractionTarget.Volume);

        Assert.Equal(TreeSnapshot.Of(source), TreeSnapshot.Of(folder.Make("target")));
    }

    [RootFact]
    public async Task A_socket_is_an_empty_file_to_GNU_tar()
    {
        using var folder = new TreeFolder();
        using (var directory = DirectoryDescriptor.Open(folder.Make("source")))
        {
            directory.MakeNode("socket", FileKind.Socket, 0x1FF, 0);
        }

        var tar = Path.Join(folder.Path, "our.tar");
        await using (var stream = File.Create(tar))
        {
            await (await TreeFolder.ArchiveAsync(folder.Make("source"))).CopyToAsync(stream);
        }

        await TreeFolder.RunAsync("tar", "-x", "-f", tar, "-C", folder.Make("target"));

        Assert.Equal(0, new FileInfo(Path.Join(folder.Path, "target", "socket")).Length);
    }
}
