using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Every rule of import refuses with its own message, and a refusal leaves nothing.</summary>
public sealed class ImportRuleTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelFact]
    public async Task A_volume_that_exists_is_never_overwritten()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        var archive = await source.ExportAsync("app");
        target.Engine.CreateVolume(new VolumeCreateRequest { Name = "data" });
        await File.WriteAllTextAsync(Path.Join(target.Layout.VolumeData("data"), "mine"), "kept");

        await RefusedAsync(target, archive, ErrorCode.AlreadyExists, "volume with name data already exists. Use --ignore-volumes");
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Join(target.Layout.VolumeData("data"), "mine")));

        await target.ImportAsync(archive, options: new RestoreRequest { Exclude = CheckpointParts.Volumes });
        Assert.Equal("kept", await target.ExecAsync("app", "cat", "/data/mine"));
    }

    [KernelFact]
    public async Task Ignoring_volumes_needs_them_to_exist()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app", s_data);
        var archive = await source.ExportAsync("app");

        await RefusedAsync(
            target, archive, ErrorCode.NotFound, "no volume with name \"data\" found",
            new RestoreRequest { Exclude = CheckpointParts.Volumes });
    }

    [KernelFact]
    public async Task A_name_or_an_id_that_is_taken_refuses_and_a_new_name_gives_a_new_id()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var original = await host.RunAsync("app");
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("app")).Count > 3, "it counts");
        var archive = await host.ExportAsync("app", AfterCheckpoint.LeaveRunning);

        await RefusedAsync(host, archive, ErrorCode.AlreadyExists, "\"app\" is already in use");
        await host.Engine.RenameContainerAsync("app", "other", default);
        await RefusedAsync(host, archive, ErrorCode.AlreadyExists, "that ID is already in use");

        var first = await host.ImportAsync(archive, "first");
        var second = await host.ImportAsync(archive, "second");
        Assert.Equal(3, new HashSet<ContainerId> { original.Id, first.Id, second.Id }.Count);
        foreach (var name in new[] { "other", "first", "second" })
        {
            Assert.Equal(ContainerState.Running, host.Engine.GetContainer(name).Status.State);
        }
    }

    [KernelFact]
    public async Task Another_image_under_the_same_name_is_refused()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app");

        await RefusedAsync(target, await source.ExportAsync("app"), ErrorCode.Incompatible, "image not known");
    }

    [KernelFact]
    public async Task A_container_that_joins_another_cannot_be_exported_and_runs_on()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var peer = await host.RunAsync("peer");
        await host.RunAsync(new CreateRequest
        {
            Image = TestImage.Name,
            Name = "app",
            Namespaces = new NamespaceSpec { Ipc = $"container:{peer.Id}" },
        });

        var error = await Assert.ThrowsAsync<GantryException>(() => host.ExportAsync("app"));

        Assert.Contains("cannot export checkpoints of containers with dependencies", error.Message, StringComparison.Ordinal);
        Assert.Equal(ContainerState.Running, host.Engine.GetContainer("app").Status.State);
    }

    internal static async Task RefusedAsync(
        TestHost host, string archive, ErrorCode code, string words, RestoreRequest? options = null)
    {
        var before = Contents(host);

        var error = await Assert.ThrowsAsync<GantryException>(() => host.ImportAsync(archive, options: options));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(code, error.Code);
        Assert.Equal(before, Contents(host));
    }

    internal static string Contents(TestHost host) => string.Join('\n', [
        .. host.Engine.ListContainers().Select(c => $"container {c.Id} {c.Name} {c.Status.State}"),
        .. host.Engine.ListVolumes().Select(v => $"volume {v.Name}"),
        .. Entries(host.Layout.Containers),
        .. Entries(host.Layout.Volumes),
        .. Entries(host.Layout.Temporary),
        .. Gantry.Linux.Mounts.List(host.Layout.Root).Select(m => m.MountPoint)]);

    private static string[] Entries(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)] : [];
}
