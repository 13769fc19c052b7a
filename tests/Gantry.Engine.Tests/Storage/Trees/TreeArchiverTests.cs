using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Storage.Trees;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

public sealed class TreeArchiverTests
{
    [Fact]
    public async Task Names_begin_with_a_dot_and_files_come_before_folders()
    {
        using var folder = new TreeFolder();
        folder.Write("tree/b/inner", "1");
        folder.Write("tree/c", "2");

        var names = await NamesAsync(folder.Make("tree"), new TreeArchiveOptions());

        Assert.Equal([".", "./c", "./b", "./b/inner"], names);
    }

    [Fact]
    public async Task Bare_names_have_no_entry_for_the_root()
    {
        using var folder = new TreeFolder();
        folder.Write("tree/b/inner", "1");

        var names = await NamesAsync(folder.Make("tree"), new TreeArchiveOptions { Naming = TreeNaming.Bare });

        Assert.Equal(["b", "b/inner"], names);
    }

    [Fact]
    public async Task Listed_paths_are_archived_once_and_nothing_else_beneath_them()
    {
        using var folder = new TreeFolder();
        folder.Write("tree/etc/added", "1");
        folder.Write("tree/etc/untouched", "2");
        folder.Write("tree/etc-more", "3");
        var options = new TreeArchiveOptions
        {
            Naming = TreeNaming.Bare,
            Paths = ["/etc-more", "/etc/added", "/etc", "/etc/added", "/gone", "/gone/too"],
        };

        var names = await NamesAsync(folder.Make("tree"), options);

        Assert.Equal(["etc", "etc/added", "etc-more"], names);
    }

    [Fact]
    public void A_listed_path_must_not_lead_out()
    {
        using var folder = new TreeFolder();
        var options = new TreeArchiveOptions { Paths = ["/a/../../etc"] };

        Assert.Throws<ArgumentException>(
            () => TreeArchiver.Plan(folder.Path, options, CancellationToken.None));
    }

    [Fact]
    public async Task A_listed_path_is_not_followed_through_a_link()
    {
        using var folder = new TreeFolder();
        folder.Write("outside/secret", "1");
        File.CreateSymbolicLink(Path.Join(folder.Make("tree"), "link"), folder.Make("outside"));

        var names = await NamesAsync(folder.Make("tree"), new TreeArchiveOptions { Paths = ["link/secret"] });

        Assert.Empty(names);
    }

    [Fact]
    public async Task What_is_left_out_takes_all_beneath_it_along()
    {
        using var folder = new TreeFolder();
        folder.Write("tree/cache/inner", "1");
        folder.Write("tree/kept", "2");

        var names = await NamesAsync(folder.Make("tree"), new TreeArchiveOptions { LeaveOut = p => p == "cache" });

        Assert.Equal([".", "./kept"], names);
    }

    [Fact]
    public async Task A_file_that_shrank_is_padded_and_reported()
    {
        using var folder = new TreeFolder();
        var path = folder.Write("tree/file", "0123456789");
        var plan = TreeArchiver.Plan(folder.Make("tree"), new TreeArchiveOptions(), CancellationToken.None);
        File.WriteAllText(path, "012");

        var (result, content) = await WriteAsync(plan, "./file");

        Assert.Equal(["file"], result.ChangedPaths);
        Assert.Equal("012\0\0\0\0\0\0\0", content);
    }

    [Fact]
    public async Task A_file_that_grew_is_cut_and_reported()
    {
        using var folder = new TreeFolder();
        var path = folder.Write("tree/file", "0123");
        folder.Write("tree/empty", "");
        var plan = TreeArchiver.Plan(folder.Make("tree"), new TreeArchiveOptions(), CancellationToken.None);
        File.WriteAllText(path, "abcdefgh");
        folder.Write("tree/empty", "no more");

        var (result, content) = await WriteAsync(plan, "./file");

        Assert.Equal(["empty", "file"], result.ChangedPaths);
        Assert.Equal("abcd", content);
    }

    [Fact]
    public async Task A_file_that_vanished_or_became_a_link_reads_as_zeros()
    {
        using var folder = new TreeFolder();
        var path = folder.Write("tree/file", "0123");
        folder.Write("tree/folder/inner", "5");
        var plan = TreeArchiver.Plan(folder.Make("tree"), new TreeArchiveOptions(), CancellationToken.None);
        File.Delete(path);
        File.CreateSymbolicLink(path, "/etc/passwd");
        Directory.Delete(Path.Join(folder.Path, "tree/folder"), true);

        var (result, content) = await WriteAsync(plan, "./file");

        Assert.Equal(["file", "folder/inner"], result.ChangedPaths);
        Assert.Equal("\0\0\0\0", content);
    }

    [Fact]
    public async Task A_plan_can_be_written_twice()
    {
        using var folder = new TreeFolder();
        folder.Write("tree/file", "0123");
        var plan = TreeArchiver.Plan(folder.Make("tree"), new TreeArchiveOptions(), CancellationToken.None);
        var (first, second) = (new MemoryStream(), new MemoryStream());
        await plan.WriteAsync(first, null, CancellationToken.None);

        await plan.WriteAsync(second, null, CancellationToken.None);

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public void A_tree_deeper_than_a_path_can_name_is_refused()
    {
        using var folder = new TreeFolder();
        var current = DirectoryDescriptor.Open(folder.Make("tree"));
        for (var depth = 0; depth < 30; depth++)
        {
            var name = new string((char)('a' + (depth % 26)), 200);
            current.MakeDirectory(name, 0x1C0);
            var next = current.OpenDirectory(name);
            current.Dispose();
            current = next;
        }

        current.Dispose();

        var error = Assert.Throws<GantryException>(
            () => TreeArchiver.Plan(folder.Make("tree"), new TreeArchiveOptions(), CancellationToken.None));
        Assert.Equal(ErrorCode.Incompatible, error.Code);
    }

    [Fact]
    public async Task Holes_take_no_room_in_the_tar()
    {
        using var folder = new TreeFolder();
        using (var file = File.Create(Path.Join(folder.Make("tree"), "sparse")))
        {
            file.SetLength(1L << 40);
            file.Position = 1L << 39;
            file.WriteByte(1);
        }

        var plan = TreeArchiver.Plan(folder.Make("tree"), new TreeArchiveOptions(), CancellationToken.None);

        Assert.InRange(plan.TarLengthBytes, 4096, 16 * 1024);
        Assert.Equal(2, plan.Entries);
    }

    private static async Task<List<string>> NamesAsync(string root, TreeArchiveOptions options)
    {
        var reader = new TarReader(await TreeFolder.ArchiveAsync(root, options));
        var names = new List<string>();
        while (await reader.ReadNextAsync(CancellationToken.None) is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private static async Task<(TreeWriteResult Result, string Content)> WriteAsync(TreePlan plan, string name)
    {
        var tar = new MemoryStream();
        var result = await plan.WriteAsync(tar, null, CancellationToken.None);
        Assert.Equal(plan.TarLengthBytes, tar.Length);
        tar.Position = 0;
        var reader = new TarReader(tar);
        while (await reader.ReadNextAsync(CancellationToken.None) is { } entry)
        {
            if (entry.Name == name)
            {
                return (result, await new StreamReader(reader.Content).ReadToEndAsync());
            }
        }

        throw new InvalidOperationException($"The tar has no entry {name}.");
    }
}
