using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Describes devices of this host for a container.</summary>
internal static class HostDevices
{
    // Podman's list: what the container has of its own, and what LXC hides there.
    private static readonly string[] s_skippedFolders = ["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts"];

    /// <summary>The devices asked for and the cgroup rules that let them be used.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such path. <see cref="ErrorCode.Invalid"/>: no device there.
    /// </exception>
    public static (IReadOnlyList<OciDevice> Devices, IReadOnlyList<OciDeviceRule> Rules) Find(
        IReadOnlyList<DeviceRequest> requests)
    {
        var devices = new List<OciDevice>();
        var rules = new List<OciDeviceRule>();
        foreach (var request in requests)
        {
            foreach (var device in Find(request))
            {
                devices.RemoveAll(other => other.Path == device.Path);
                devices.Add(device);
                rules.Add(new OciDeviceRule(true, device.Type, device.Major, device.Minor, request.Permissions));
            }
        }

        return (devices, rules);
    }

    /// <summary>All devices below /dev, for a privileged container.</summary>
    public static IReadOnlyList<OciDevice> All()
    {
        using var root = DirectoryDescriptor.Open("/dev");
        return [.. Enumerate(root, "/dev").Where(device => device.Path != "/dev/console")];
    }

    private static IReadOnlyList<OciDevice> Find(DeviceRequest request)
    {
        if (!Path.Exists(request.Source))
        {
            throw new GantryException(ErrorCode.NotFound, $"stat {request.Source}: no such file or directory");
        }

        var source = File.ResolveLinkTarget(request.Source, returnFinalTarget: true)?.FullName ?? request.Source;
        if (Directory.Exists(source))
        {
            using var folder = DirectoryDescriptor.Open(source);
            IReadOnlyList<OciDevice> found = [.. Enumerate(folder, request.Destination)];
            return found.Count > 0
                ? found
                : throw new GantryException(ErrorCode.Invalid, $"no devices found in {source}: invalid argument");
        }

        using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(source)!);
        var device = TryDescribe(parent.Stat(Path.GetFileName(source)), request.Destination);
        return device is null
            ? throw new GantryException(ErrorCode.Invalid, $"{source} is not a valid device: not a device node")
            : [device];
    }

    private static IEnumerable<OciDevice> Enumerate(DirectoryDescriptor folder, string path)
    {
        var entries = folder.Enumerate().Select(entry => entry.Name).Order(StringComparer.Ordinal);
        foreach (var name in entries.ToArray())
        {
            // /dev changes while it is read.
            if (folder.TryStat(name) is not { } status)
            {
                continue;
            }

            if (status.Kind == FileKind.Directory && !s_skippedFolders.Contains(name))
            {
                using var child = folder.TryOpenDirectory(name);
                foreach (var device in child is null ? [] : Enumerate(child, $"{path}/{name}").ToArray())
                {
                    yield return device;
                }
            }
            else if (TryDescribe(status, $"{path}/{name}") is { } device)
            {
                yield return device;
            }
        }
    }

    private static OciDevice? TryDescribe(FileStatus status, string path)
    {
        // The type bits of stat(2) go into fileMode, as Podman writes it.
        var (type, typeBits) = status.Kind switch
        {
            FileKind.CharDevice => ("c", 0x2000),
            FileKind.BlockDevice => ("b", 0x6000),
            FileKind.Fifo => ("p", 0x1000),
            _ => ("", 0),
        };
        return type.Length == 0
            ? null
            : new OciDevice
            {
                Path = path,
                Type = type,
                Major = status.RdevMajor,
                Minor = status.RdevMinor,
                FileMode = (uint)(typeBits | status.Mode),
                Uid = status.Uid,
                Gid = status.Gid,
            };
    }
}
