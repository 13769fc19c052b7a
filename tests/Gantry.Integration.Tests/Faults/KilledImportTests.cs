using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary>An import killed at every point of its work while it replaces a volume: the volume is the old or the new one.</summary>
public sealed class KilledImportTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelTheory]
    [InlineData("commit")]
    [InlineData("unwritten")]
    public async Task A_volume_that_was_to_be_replaced_is_whole_and_the_right_one(string kind)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app", s_data);
        await source.ExecAsync("app", "sh", "-c", "printf new > /data/f");
        var archive = await source.ExportAsync("app");
        var file = Path.Join(target.Layout.VolumeData("data"), "f");
        target.Engine.CreateVolume(new VolumeCreateRequest { Name = "data" });
        await File.WriteAllTextAsync(file, "old");
        string[] command = ["container", "restore", "-i", archive, "--volume-policy", "data=replace"];

        await KillPoints.KillEverywhereAsync(target, kind, command, async () =>
        {
            await target.GantryOutputAsync("recover");
            await HostState.RequireSoundAsync(target, "recover");
            var hasRestored = target.Engine.ListContainers().Count == 1;
            Assert.Equal(hasRestored ? "new" : "old", await File.ReadAllTextAsync(file));
            Assert.Empty(Directory.EnumerateFileSystemEntries(target.Layout.Volumes, ".*"));
            if (hasRestored)
            {
                Assert.Equal(ContainerState.Running, target.Engine.GetContainer("app").Status.State);
                await target.GantryOutputAsync("rm", "-f", "-t", "0", "app");
                await File.WriteAllTextAsync(file, "old");
            }
        });

        Assert.Equal("new", await target.ExecAsync("app", "cat", "/data/f"));
    }
}
