using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Storage.Trees;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

public sealed class TreeExtractorTests
{
    [Fact]
    public async Task Existing_files_are_replaced_and_not_written_through()
    {
        using var folder = new TreeFolder();
        var outside = folder.Write("outside", "old");
        File.CreateSymbolicLink(Path.Join(folder.Make("target"), "link"), outside);
        await TreeFolder.RunAsync("ln", outside, Path.Join(folder.Path, "target/hard"));
        var tar = await new TarBuilder().File("link", "new").File("hard", "new").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"));

        Assert.Equal("old", File.ReadAllText(outside));
        Assert.Equal("new", File.ReadAllText(Path.Join(folder.Path, "target/link")));
        Assert.Null(new FileInfo(Path.Join(folder.Path, "target/link")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Path.Join(folder.Path, "target/hard")));
    }

    [Fact]
    public async Task Directories_are_merged_and_get_the_entrys_mode()
    {
        using var folder = new TreeFolder();
        folder.Write("target/etc/kept", "old");
        var tar = await new TarBuilder().Directory("etc", 0x1C8).File("etc/new").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"));

        Assert.Equal(["kept", "new"], Names(Path.Join(folder.Path, "target/etc")));
        Assert.Equal(0x1C8, Mode(Path.Join(folder.Path, "target/etc")));
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).UtcDateTime,
            Directory.GetLastWriteTimeUtc(Path.Join(folder.Path, "target/etc")));
    }

    [Fact]
    public async Task Files_and_directories_replace_each_other()
    {
        using var folder = new TreeFolder();
        folder.Write("target/was-folder/inner", "old");
        folder.Write("target/was-file", "old");
        var tar = await new TarBuilder().File("was-folder").Directory("was-file").File("was-file/inner").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"));

        Assert.Equal("content", File.ReadAllText(Path.Join(folder.Path, "target/was-folder")));
        Assert.Equal("content", File.ReadAllText(Path.Join(folder.Path, "target/was-file/inner")));
    }

    [Fact]
    public async Task Missing_parents_are_made()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a/b/c/file").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Volume);

        Assert.Equal("content", File.ReadAllText(Path.Join(folder.Path, "target/a/b/c/file")));
        Assert.Equal(0x1ED, Mode(Path.Join(folder.Path, "target/a/b")));
    }

    [Theory]
    [InlineData(ExtractionTarget.RootfsDiff)]
    [InlineData(ExtractionTarget.Layer)]
    internal async Task A_link_on_the_way_leads_inside_a_root_file_system(ExtractionTarget kind)
    {
        using var folder = new TreeFolder();
        folder.Make("target/run");
        folder.Make("target/var");
        File.CreateSymbolicLink(Path.Join(folder.Path, "target/var/run"), "/run");
        var tar = await new TarBuilder().File("var/run/app/pid").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"), kind);

        Assert.Equal("content", File.ReadAllText(Path.Join(folder.Path, "target/run/app/pid")));
    }

    [Fact]
    public async Task A_name_that_comes_twice_ends_as_its_last_entry()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a", "1").File("b", "2").HardLink("a", "b").File("b", "3").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"));

        Assert.Equal("2", File.ReadAllText(Path.Join(folder.Path, "target/a")));
        Assert.Equal("3", File.ReadAllText(Path.Join(folder.Path, "target/b")));
    }

    [Fact]
    public async Task A_hard_link_to_itself_keeps_the_file()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a", "1").HardLink("./a", "a").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"));

        Assert.Equal("1", File.ReadAllText(Path.Join(folder.Path, "target/a")));
    }

    [RootFact]
    public async Task New_files_get_no_ACL_from_their_directory()
    {
        using var folder = new TreeFolder();
        await TreeFolder.RunAsync("setfacl", "-d", "-m", "u:7:rwx", folder.Make("target"));
        var tar = await new TarBuilder().File("file").File("made/file").Directory("folder").BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"));

        using var target = DirectoryDescriptor.Open(folder.Make("target"));
        Assert.Empty(target.ListExtendedAttributes("file"));
        Assert.Empty(target.ListExtendedAttributes("folder"));
        Assert.Empty(target.ListExtendedAttributes("made"));
        Assert.Equal(0x1A4, target.Stat("file").Mode);
    }

    [RootFact]
    public async Task The_overlay_attributes_of_a_tar_are_not_set()
    {
        using var folder = new TreeFolder();
        var attributes = new Dictionary<string, byte[]>
        {
            ["trusted.overlay.redirect"] = TreeFolder.Bytes("/x"),
            ["security.selinux"] = TreeFolder.Bytes("label"),
            ["trusted.mine"] = TreeFolder.Bytes("kept"),
        };
        var tar = await new TarBuilder()
            .Add("d", TarEntryType.Directory, e => e with { ExtendedAttributes = attributes }).BuildAsync();

        await TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Layer);

        using var target = DirectoryDescriptor.Open(folder.Make("target"));
        Assert.Equal(["trusted.mine"], target.ListExtendedAttributes("d"));
    }

    [Fact]
    public async Task More_entries_than_allowed_are_refused()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a").File("b").File("c").BuildAsync();
        var options = new ExtractionOptions { Target = ExtractionTarget.Volume, MaxEntries = 2 };

        var error = await Assert.ThrowsAsync<GantryException>(
            () => TreeExtractor.ExtractAsync(tar, folder.Make("target"), options, CancellationToken.None));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(["a", "b"], Names(folder.Make("target")));
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a", "0123").File("b", "4567").BuildAsync();
        var options = new ExtractionOptions { Target = ExtractionTarget.Volume, MaxBytes = 7 };

        var error = await Assert.ThrowsAsync<GantryException>(
            () => TreeExtractor.ExtractAsync(tar, folder.Make("target"), options, CancellationToken.None));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_target_and_the_sizes()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a", "0123").BuildAsync();
        var options = new ExtractionOptions
        {
            Target = ExtractionTarget.Volume,
            Description = "volume \"data\"",
            KeepFreeBytes = long.MaxValue / 2,
        };

        var error = await Assert.ThrowsAsync<GantryException>(
            () => TreeExtractor.ExtractAsync(tar, folder.Make("target"), options, CancellationToken.None));

        Assert.Equal(ErrorCode.NoSpace, error.Code);
        Assert.Contains("volume \"data\": it needs 4 bytes", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_full_file_system_is_no_space()
    {
        using var folder = new TreeFolder();
        var target = folder.MountTmpfs("target", 256 * 1024);
        var builder = new TarBuilder();
        for (var i = 0; i < 100; i++)
        {
            builder.File($"file{i}", new string('x', 5000));
        }

        var error = await Assert.ThrowsAsync<GantryException>(
            async () => await TreeFolder.ExtractAsync(await builder.BuildAsync(), target, ExtractionTarget.Shm));

        Assert.Equal(ErrorCode.NoSpace, error.Code);
    }

    [Fact]
    public async Task A_tar_cut_short_is_refused()
    {
        using var folder = new TreeFolder();
        var tar = await new TarBuilder().File("a", new string('x', 4000)).BuildAsync();
        tar.SetLength(2000);

        var error = await Assert.ThrowsAsync<GantryException>(
            () => TreeFolder.ExtractAsync(tar, folder.Make("target"), ExtractionTarget.Volume));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    private static int Mode(string path)
    {
        using var directory = DirectoryDescriptor.Open(path);
        return directory.Status().Mode;
    }

    private static List<string> Names(string path) =>
        [.. Directory.EnumerateFileSystemEntries(path).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];
}
