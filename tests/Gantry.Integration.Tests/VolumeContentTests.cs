using System.Security.Cryptography;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests;

/// <summary>Volumes arrive as they were, attribute by attribute.</summary>
public sealed class VolumeContentTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);
    private static readonly UnixTime s_longAgo = new(981_173_106, 789_000_000);

    [KernelTheory]
    [InlineData(CompressionFormat.None)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.Lz4)]
    public async Task Everything_a_file_system_can_hold_is_the_same_afterwards(CompressionFormat compression)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app", s_data);
        var random = Fill(source.Layout.VolumeData("data"));

        await target.ImportAsync(await source.ExportAsync("app", compression: compression));

        var path = target.Layout.VolumeData("data");
        Assert.Equal(random, SHA256.HashData(await File.ReadAllBytesAsync(Path.Join(path, "random"))));
        using var folder = DirectoryDescriptor.Open(path);
        using var before = DirectoryDescriptor.Open(source.Layout.VolumeData("data"));
        foreach (var name in new[] { ".", "random", "hard", "sparse", "fifo", "socket", "link", "private" })
        {
            AssertSame(before.Stat(name), folder.Stat(name), name);
        }

        Assert.Equal(folder.Stat("random").Inode, folder.Stat("hard").Inode);
        Assert.Equal("random", folder.ReadLink("link"));
        Assert.Equal("value"u8.ToArray(), folder.GetExtendedAttribute("random", "user.test"));
        Assert.InRange(folder.Stat("sparse").Blocks512 * 512, 0, 2 * 1024 * 1024);
    }

    [KernelFact]
    public async Task A_file_of_100_GiB_with_little_in_it_costs_what_is_in_it()
    {
        const long Gib = 1L << 30;
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app", s_data);
        var name = Path.Join(source.Layout.VolumeData("data"), "huge");
        await using (var huge = File.Create(name))
        {
            huge.SetLength(100 * Gib);
            huge.Position = (99 * Gib) + 1;
            huge.Write("near the end"u8);
        }

        var archive = await source.ExportAsync("app");
        await target.ImportAsync(archive);

        Assert.InRange(new FileInfo(archive).Length, 0, 8 * 1024 * 1024);
        using var folder = DirectoryDescriptor.Open(target.Layout.VolumeData("data"));
        Assert.Equal(100 * Gib, folder.Stat("huge").Size);
        Assert.InRange(folder.Stat("huge").Blocks512 * 512, 0, 1024 * 1024);
        await using var restored = File.OpenRead(Path.Join(target.Layout.VolumeData("data"), "huge"));
        restored.Position = (99 * Gib) + 1;
        var text = new byte["near the end"u8.Length];
        restored.ReadExactly(text);
        Assert.Equal("near the end"u8.ToArray(), text);
    }

    [KernelFact]
    public async Task A_volume_keeps_its_labels_and_an_anonymous_one_stays_anonymous()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        source.Engine.CreateVolume(new VolumeCreateRequest
        {
            Name = "data",
            Labels = new Dictionary<string, string> { ["owner"] = "tests" },
        });
        await source.RunAsync("app", s_data, new MountRequest.Volume(null, "/scratch", []));

        await target.ImportAsync(await source.ExportAsync("app"));

        Assert.Equal("tests", target.Engine.GetVolume("data").Labels["owner"]);
        Assert.Single(target.Engine.ListVolumes(), v => v.Anonymous);
    }

    [KernelFact]
    public async Task A_new_volume_receives_what_the_image_has_at_its_path()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        await host.RunAsync("app", new MountRequest.Volume("etc", "/etc", []));

        Assert.Equal("original\n", await File.ReadAllTextAsync(Path.Join(host.Layout.VolumeData("etc"), "app.conf")));
    }

    [KernelFact]
    public async Task A_restored_volume_is_not_filled_from_the_image()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app", new MountRequest.Volume("etc", "/etc", []));
        await source.ExecAsync("app", "rm", "/etc/app.conf");

        await target.ImportAsync(await source.ExportAsync("app"));

        Assert.Equal("", await target.ExecAsync("app", "find", "/etc", "-name", "app.conf"));
    }

    private static byte[] Fill(string path)
    {
        var content = RandomNumberGenerator.GetBytes(64 * 1024 * 1024);
        File.WriteAllBytes(Path.Join(path, "random"), content);
        using var folder = DirectoryDescriptor.Open(path);
        folder.SetExtendedAttribute("random", "user.test", "value"u8);
        folder.Link(folder, "random", "hard");
        folder.MakeSymlink("random", "link");
        folder.MakeNode("fifo", FileKind.Fifo, 0x1A0, 0); // 0640
        folder.MakeNode("socket", FileKind.Socket, 0x1ED, 0); // 0755
        folder.MakeDirectory("private", 0x1C0); // 0700
        folder.SetOwner("private", 1000, 1000);
        folder.SetMode("private", 0x5E8); // 02750
        using (var sparse = File.Create(Path.Join(path, "sparse")))
        {
            sparse.SetLength(256L * 1024 * 1024);
            sparse.Position = 100 * 1024 * 1024;
            sparse.Write("in the middle"u8);
        }

        foreach (var name in new[] { "random", "private", "fifo", "link", "sparse" })
        {
            folder.SetTimes(name, s_longAgo, s_longAgo);
        }

        return SHA256.HashData(content);
    }

    private static void AssertSame(FileStatus expected, FileStatus actual, string name)
    {
        Assert.Equal(
            (name, expected.Kind, expected.Mode, expected.Uid, expected.Gid, expected.LinkCount),
            (name, actual.Kind, actual.Mode, actual.Uid, actual.Gid, actual.LinkCount));
        Assert.Equal((name, expected.Modified), (name, actual.Modified));
        if (expected.Kind != FileKind.Directory)
        {
            Assert.Equal((name, expected.Size), (name, actual.Size));
        }
    }
}
