using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests;

/// <summary>Archives that real Podman made restore here.</summary>
public sealed class PodmanFixtureTests
{
    [KernelTheory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("none")]
    public async Task An_archive_of_Podman_4_3_goes_on_here(string compression)
    {
        Assert.True(Repository.Fixtures is not null, "The fixtures belong beside the repository, in ../shared/fixtures.");
        await using var host = new TestHost();
        await host.Engine.LoadImagesAsync(
            new ImageSource.FromPath(Path.Join(Repository.Fixtures, "fixture-image.tar.gz")), null, default);
        var name = $"p43-{compression}";

        var result = await host.ImportAsync(Path.Join(Repository.Fixtures, $"podman-4.3.1-{compression}.tar"));

        Assert.Contains(result.Warnings, w => w.Contains("gantry.manifest", StringComparison.Ordinal));
        var before = (await host.ReadLinesAsync(name)).Count;
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync(name)).Count > before + 3, "it counts on");
        var lines = await host.ReadLinesAsync(name);
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        Assert.Equal("new\n", await host.ExecAsync(name, "cat", "/etc/new.conf"));
        Assert.Equal("", await host.ExecAsync(name, "find", "/etc", "-name", "deleted.conf"));
        Assert.Equal(ContainerState.Running, host.Engine.GetContainer(name).Status.State);
    }

    [KernelFact]
    public async Task Links_fifos_holes_owners_and_times_of_a_Podman_volume_are_kept()
    {
        Assert.True(Repository.Fixtures is not null, "The fixtures belong beside the repository, in ../shared/fixtures.");
        await using var host = new TestHost();
        await host.Engine.LoadImagesAsync(
            new ImageSource.FromPath(Path.Join(Repository.Fixtures, "fixture-image.tar.gz")), null, default);

        await host.ImportAsync(Path.Join(Repository.Fixtures, "podman-4.3.1-gzip.tar"));

        using var volume = DirectoryDescriptor.Open(host.Layout.VolumeData("p43-gzip-data"));
        Assert.Equal(volume.Stat("hard").Inode, volume.Stat("seed").Inode);
        Assert.Equal("seed", volume.ReadLink("soft"));
        Assert.Equal(FileKind.Fifo, volume.Stat("fifo").Kind);
        Assert.Equal(10 * 1024 * 1024, volume.Stat("sparse").Size);
        var folder = volume.Stat("d");
        Assert.Equal((0x5E8, 1000u, 1000u), (folder.Mode, folder.Uid, folder.Gid)); // 02750
        Assert.Equal(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero).ToUnixTimeSeconds(), folder.Modified.Seconds);
    }
}
