using System.Text;
using System.Text.Json.Nodes;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tests.Checkpoints.Definition;

public sealed class PrivilegeFinderTests
{
    private const string Config =
        """
        {"id":"5f0c000000000000000000000000000000000000000000000000000000000000","name":"web","rootfsImageName":"x",
         "rootfsImageID":"5f0c000000000000000000000000000000000000000000000000000000000000","runtime":"runc","createNetNS":true}
        """;

    private const string Spec =
        """
        {"ociVersion":"1.0.2","process":{"user":{"uid":0,"gid":0},"args":["x"],"cwd":"/","capabilities":{"bounding":["CAP_KILL"],"effective":["CAP_KILL"]}},
         "root":{"path":"/x"},
         "mounts":[{"destination":"/proc","type":"proc","source":"proc","options":["nosuid"]},
                   {"destination":"/sys","type":"sysfs","source":"sysfs","options":["ro"]},
                   {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["ro"]},
                   {"destination":"/dev/pts","type":"devpts","source":"devpts"},
                   {"destination":"/etc/hosts","type":"bind","source":"/elsewhere","options":["bind"]}],
         "linux":{"sysctl":{"net.ipv4.ping_group_range":"0 0"},
                  "resources":{"devices":[{"allow":false,"access":"rwm"}]},
                  "namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"network"},{"type":"mount"}],
                  "seccomp":{"defaultAction":"SCMP_ACT_ERRNO"},
                  "maskedPaths":["/proc/acpi","/proc/kcore","/proc/keys","/proc/latency_stats","/proc/timer_list","/proc/timer_stats",
                                 "/proc/sched_debug","/proc/scsi","/sys/firmware","/sys/fs/selinux","/sys/dev/block"],
                  "readonlyPaths":["/proc/asound","/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]}}
        """;

    [Fact]
    public void A_container_like_every_other_has_none() => Assert.Empty(Find(_ => { }));

    [Theory]
    [InlineData("process.capabilities.bounding", """["CAP_SYS_ADMIN"]""", PrivilegeKind.Capabilities, "CAP_SYS_ADMIN")]
    [InlineData("process.capabilities.ambient", """["CAP_NET_RAW"]""", PrivilegeKind.Capabilities, "CAP_NET_RAW")]
    [InlineData("linux.seccomp", "null", PrivilegeKind.Seccomp, "no filter")]
    [InlineData("linux.seccomp", """{"defaultAction":"SCMP_ACT_ALLOW"}""", PrivilegeKind.Seccomp, "a filter that allows what it does not name")]
    [InlineData("linux.seccomp", """{"defaultAction":7}""", PrivilegeKind.Seccomp, "a filter that allows what it does not name")]
    [InlineData("linux.seccomp", "[]", PrivilegeKind.Seccomp, "no filter")]
    [InlineData("linux.seccomp", """{"defaultAction":"SCMP_ACT_ERRNO","listenerPath":"/run/x"}""", PrivilegeKind.Seccomp, "a filter that asks a program of the host")]
    [InlineData("linux.readonlyPaths", """["/proc/asound","/proc/bus","/proc/fs","/proc/irq","/proc/sysrq-trigger"]""", PrivilegeKind.KernelPaths, "/proc/sys")]
    [InlineData("linux.sysctl", """{"kernel.shmmax":"1"}""", PrivilegeKind.Sysctls, "kernel.shmmax=1")]
    [InlineData("linux.devices", """[{"path":"/dev/sda","type":"b","major":8,"minor":0}]""", PrivilegeKind.Devices, "/dev/sda")]
    [InlineData("linux.resources.devices", """[{"allow":true,"access":"rwm"}]""", PrivilegeKind.Devices, "a *:*")]
    [InlineData("linux.resources.devices", """[{"allow":true,"type":"b","major":8,"minor":0}]""", PrivilegeKind.Devices, "b 8:0")]
    [InlineData("linux.namespaces", """[{"type":"ipc"},{"type":"uts"},{"type":"network"}]""", PrivilegeKind.Namespaces, "pid")]
    [InlineData("mounts.0", """{"destination":"/p","type":"proc","source":"proc"}""", PrivilegeKind.KernelPaths, "/p")]
    [InlineData("mounts.1", """{"destination":"/sys","type":"sysfs","source":"sysfs","options":["rw"]}""", PrivilegeKind.KernelPaths, "/sys")]
    [InlineData("mounts.2", """{"destination":"/c","type":"cgroup2","source":"cgroup"}""", PrivilegeKind.KernelPaths, "/c")]
    [InlineData("mounts.4", """{"destination":"/h","type":"bind","source":"/home"}""", PrivilegeKind.Mounts, "/home")]
    [InlineData("mounts.4", """{"destination":"/h","type":"none","source":"/home","options":["rbind"]}""", PrivilegeKind.Mounts, "/home")]
    [InlineData("mounts.4", """{"destination":"/h","type":"ext4","source":"/dev/sda1"}""", PrivilegeKind.Mounts, "ext4 /dev/sda1")]
    [InlineData("mounts.4", """{"destination":"/h","type":"overlay","source":"overlay","options":["lowerdir=/"]}""", PrivilegeKind.Mounts, "overlay overlay")]
    public void Each_thing_beyond_that_is_found(string path, string value, PrivilegeKind kind, string what)
    {
        var found = Find(spec => Set(spec, path.Split('.'), value));

        Assert.Equal([new Privilege(kind, what)], found);
    }

    [Fact]
    public void Each_hidden_path_that_is_shown_is_found()
    {
        var found = Find(spec => Set(spec, ["linux", "maskedPaths"], """["/proc/acpi"]"""));

        Assert.Equal(10, found.Count);
        Assert.All(found, privilege => Assert.Equal(PrivilegeKind.KernelPaths, privilege.Kind));
    }

    private static IReadOnlyList<Privilege> Find(Action<JsonNode> change)
    {
        var spec = JsonNode.Parse(Spec)!;
        change(spec);
        return PrivilegeFinder.Find(
            DefinitionReader.Read("x.tar", Encoding.UTF8.GetBytes(Config), Encoding.UTF8.GetBytes(spec.ToJsonString())));
    }

    private static void Set(JsonNode node, string[] path, string value)
    {
        foreach (var step in path[..^1])
        {
            node = node[step]!;
        }

        if (node is JsonArray array)
        {
            array[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        }
        else
        {
            node[path[^1]] = JsonNode.Parse(value);
        }
    }
}
