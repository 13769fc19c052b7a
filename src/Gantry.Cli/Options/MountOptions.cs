using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>Volumes, bind mounts, memory file systems and devices of a new container.</summary>
internal sealed class MountOptions : IOptionGroup
{
    private readonly Option<IReadOnlyList<string>> _volumes = Flag.Array(
        "volume", "v", "Mount a volume or a host path, [SOURCE:]DESTINATION[:OPTIONS]");

    private readonly Option<IReadOnlyList<string>> _mounts = Flag.Array(
        "mount", null, "Mount a file system, type=bind|volume|tmpfs,source=…,destination=…");

    private readonly Option<IReadOnlyList<string>> _tmpfs = Flag.Array(
        "tmpfs", null, "Mount a memory file system, DESTINATION[:OPTIONS]");

    private readonly Option<IReadOnlyList<string>> _devices = Flag.List(
        "device", null, "Add a host device, SOURCE[:DESTINATION][:PERMISSIONS]");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_volumes, _mounts, _tmpfs, _devices];

    /// <summary>The mounts in the order typed.</summary>
    public IReadOnlyList<MountRequest> ReadMounts(Invocation invocation) =>
        [.. invocation.Flags.Select(Parse).OfType<MountRequest>()];

    /// <summary>The devices.</summary>
    public IReadOnlyList<DeviceRequest> ReadDevices(Invocation invocation) =>
        [.. invocation.Get(_devices).Select(DeviceRequest.Parse)];

    private MountRequest? Parse((Option Option, string Value) flag) =>
        flag.Option == _volumes ? MountRequest.ParseVolume(flag.Value)
        : flag.Option == _mounts ? MountRequest.ParseMount(flag.Value)
        : flag.Option == _tmpfs ? MountRequest.ParseTmpfs(flag.Value)
        : null;
}
