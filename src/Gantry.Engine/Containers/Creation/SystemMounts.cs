using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The kernel's file systems that every container gets, option for option as in Podman.</summary>
internal static class SystemMounts
{
    /// <summary>Those mounts in the order they are made, the person's options for /proc filled in.</summary>
    public static IReadOnlyList<OciMount> For(SecuritySpec security, SecurityOptions options, bool unifiedCgroups)
    {
        var cgroupAccess = KernelPaths.CanWriteCgroups(security, options, unifiedCgroups) ? "rw" : "ro";
        return
        [
            Make("/proc", "proc", "proc", options.ProcOptions ?? ["nosuid", "noexec", "nodev"]),
            Make("/dev", "tmpfs", "tmpfs", ["nosuid", "noexec", "strictatime", "mode=755", "size=65536k"]),
            Make(
                "/dev/pts",
                "devpts",
                "devpts",
                ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
            Make("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
            Make(
                "/sys",
                "sysfs",
                "sysfs",
                security.Privileged
                    ? ["rprivate", "nosuid", "noexec", "nodev", "rw"]
                    : ["nosuid", "noexec", "nodev", "ro"]),
            Make(
                "/sys/fs/cgroup",
                "cgroup",
                "cgroup",
                ["rprivate", "nosuid", "noexec", "nodev", "relatime", cgroupAccess]),
        ];
    }

    private static OciMount Make(string destination, string type, string source, IReadOnlyList<string> options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };
}
