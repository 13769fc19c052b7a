using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class BundleBuilderTests : IDisposable
{
    private readonly CreationHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Capabilities_we_do_not_hold_are_left_out_with_a_warning()
    {
        _host.Facts = _host.Facts with
        {
            Capabilities = CapabilityNames.Default.Where(name => name != "CAP_SETFCAP").ToHashSet(),
        };
        var container = Make(CreationHost.MakeRequest() with { Security = new SecuritySpec { CapAdd = ["SYS_ADMIN"] } });

        var finalized = _host.Finalize(container);

        Assert.Equal(
            ["Capabilities CAP_SETFCAP, CAP_SYS_ADMIN are left out: this process does not hold them itself."],
            finalized.Warnings);
        Assert.DoesNotContain("CAP_SYS_ADMIN", finalized.Spec.Process!.Capabilities!.Bounding!);
        Assert.Contains("CAP_CHOWN", finalized.Spec.Process.Capabilities.Effective!);
    }

    [Fact]
    public void Limits_above_our_own_are_lowered_with_a_warning()
    {
        WithoutResourceCapability("RLIMIT_NOFILE", 1000);
        var container = Make(Limits(Ulimit.Parse("nofile=500:2000"), Ulimit.Parse("nproc=1:2"), Ulimit.Parse("core=-1")));

        var finalized = _host.Finalize(container);

        Assert.Equal(
            [
                new OciRlimit("RLIMIT_NOFILE", 1000, 500),
                new OciRlimit("RLIMIT_NPROC", 2, 1),
                new OciRlimit("RLIMIT_CORE", ulong.MaxValue, ulong.MaxValue),
            ],
            finalized.Spec.Process!.Rlimits!);
        Assert.Equal(
            [
                "The limit RLIMIT_NOFILE is lowered from 500:2000 to 500:1000: this process's own hard limit is 1000 and it "
                + "has no CAP_SYS_RESOURCE to raise it.",
            ],
            finalized.Warnings);
    }

    [Fact]
    public void Limits_nobody_asked_for_are_as_high_as_ours_without_a_warning()
    {
        WithoutResourceCapability("RLIMIT_NOFILE", 1000);

        var finalized = _host.Finalize(Make(CreationHost.MakeRequest()));

        Assert.Empty(finalized.Warnings);
        Assert.Equal(
            [new OciRlimit("RLIMIT_NOFILE", 1000, 1000), new OciRlimit("RLIMIT_NPROC", 1_048_576, 1_048_576)],
            finalized.Spec.Process!.Rlimits!);
    }

    [Fact]
    public void With_the_right_to_raise_limits_they_stay()
    {
        _host.Facts = _host.Facts with { HardLimits = new Dictionary<string, ulong> { ["RLIMIT_NOFILE"] = 1000 } };

        var finalized = _host.Finalize(Make(Limits(Ulimit.Parse("nofile=2000"))));

        Assert.Empty(finalized.Warnings);
        Assert.Contains(new OciRlimit("RLIMIT_NOFILE", 2000, 2000), finalized.Spec.Process!.Rlimits!);
    }

    [Fact]
    public void The_score_for_lack_of_memory_is_not_lowered_without_the_right_to()
    {
        WithoutResourceCapability("RLIMIT_NOFILE", ulong.MaxValue);
        var request = CreationHost.MakeRequest() with { Resources = new ResourceSpec { OomScoreAdjustment = -500 } };

        var finalized = _host.Finalize(Make(request));

        Assert.Equal(0, finalized.Spec.Process!.OomScoreAdj);
        Assert.Contains("raised from -500 to 0", Assert.Single(finalized.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Cgroup_limits_the_host_cannot_keep_are_left_out_with_a_warning()
    {
        _host.Facts = _host.Facts with { Controllers = new HashSet<string> { "memory" } };
        var request = CreationHost.MakeRequest() with
        {
            Resources = new ResourceSpec { MemoryBytes = 64 << 20, NanoCpus = 1, CpusetCpus = "0" },
        };

        var finalized = _host.Finalize(Make(request));

        var resources = finalized.Spec.Linux!.Resources!;
        Assert.Equal(new OciMemory { Limit = 64 << 20 }, resources.Memory);
        Assert.Null(resources.Cpu);
        Assert.Null(resources.Pids);
        Assert.Equal(4, finalized.Warnings.Count);
        Assert.Contains(
            "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.",
            finalized.Warnings);
    }

    [Fact]
    public void The_image_names_no_more_than_the_capabilities_in_the_seccomp_rules()
    {
        var ordinary = _host.Finalize(CreationHost.MakeRequest());
        var admin = _host.Finalize(CreationHost.MakeRequest() with { Security = new SecuritySpec { CapAdd = ["SYS_ADMIN"] } });

        // Rules for the capability either allow mount's companions or answer EPERM.
        Assert.Contains("\"sethostname\"", Rule(ordinary, "SCMP_ACT_ERRNO"), StringComparison.Ordinal);
        Assert.Contains("\"sethostname\"", Rule(admin, "SCMP_ACT_ALLOW"), StringComparison.Ordinal);

        static string Rule(OciSpec spec, string action) => string.Concat(
            spec.Linux!.Seccomp!.Value.GetProperty("syscalls").EnumerateArray()
                .Where(rule => rule.GetProperty("action").GetString() == action)
                .Select(rule => rule.GetRawText()));
    }

    [Fact]
    public void Joined_namespaces_get_their_paths()
    {
        var other = $"container:{CreationHost.Id}";
        var container = Make(CreationHost.MakeRequest() with
        {
            Namespaces = new NamespaceSpec { Pid = other, Ipc = other, Uts = other, Cgroup = "private" },
            Network = new NetworkSpec { Mode = other },
        });
        var context = _host.Context with
        {
            JoinedNamespaces = new[] { "pid", "ipc", "uts", "network" }.ToDictionary(kind => kind, kind => "/ns/" + kind),
            JoinedHostname = "other",
            NetworkFilesDirectory = Path.Join(_host.Folder, "b"),
        };

        var spec = _host.Finalize(container, context).Spec;

        Assert.Equal(
            [
                new OciNamespace("pid", "/ns/pid"), new OciNamespace("network", "/ns/network"),
                new OciNamespace("ipc", "/ns/ipc"), new OciNamespace("uts", "/ns/uts"), new OciNamespace("mount"),
                new OciNamespace("cgroup"),
            ],
            spec.Linux!.Namespaces!);
        Assert.Null(spec.Hostname);
        Assert.Contains("HOSTNAME=other", spec.Process!.Env!);
        Assert.Equal(
            Path.Join(_host.Folder, "b/hosts"), spec.Mounts.Single(mount => mount.Destination == "/etc/hosts").Source);
        Assert.DoesNotContain(spec.Mounts, mount => mount.Destination == "/etc/resolv.conf");
    }

    [Fact]
    public void A_namespace_whose_path_is_not_given_is_our_mistake()
    {
        var container = Make(CreationHost.MakeRequest() with
        {
            Namespaces = new NamespaceSpec { Pid = $"container:{CreationHost.Id}" },
        });

        Assert.Throws<ArgumentException>(() => _host.Finalize(container));
    }

    [Fact]
    public void A_network_made_for_this_start_is_entered()
    {
        var container = Make(CreationHost.MakeRequest() with { Network = new NetworkSpec { Mode = "bridge" } });

        var spec = _host.Finalize(container, _host.Context with { NetworkNamespacePath = "/run/netns/x" }).Spec;

        Assert.Contains(new OciNamespace("network", "/run/netns/x"), spec.Linux!.Namespaces!);
        Assert.Contains(spec.Mounts, mount => mount.Destination == "/etc/resolv.conf");
    }

    [Fact]
    public void With_systemd_the_cgroup_is_a_scope_in_a_slice()
    {
        var options = new EngineOptions { CgroupManager = "systemd" };
        var container = Make(CreationHost.MakeRequest());

        var path = CgroupPaths.For(container, options, new HostLayout(options));

        Assert.Equal($"machine.slice:gantry:{CreationHost.Id}", path);
    }

    [Theory]
    [InlineData("/gantry/gantry-1", "/gantry/gantry-1")]
    [InlineData("machine.slice:gantry:1", "/machine.slice/gantry-1.scope")]
    [InlineData("a-b-c.slice:gantry:1", "/a.slice/a-b.slice/a-b-c.slice/gantry-1.scope")]
    public void The_folder_of_a_cgroup_is_where_its_manager_puts_it(string cgroupsPath, string folder) =>
        Assert.Equal(folder, CgroupPaths.FolderOf(cgroupsPath));

    [Fact]
    public void What_an_archive_has_of_its_own_host_is_replaced()
    {
        var container = Make(CreationHost.MakeRequest() with { Mounts = [MountRequest.ParseVolume("v:/data")] });
        OciMount[] foreign =
        [
            new() { Destination = "/data", Type = "bind", Source = "/foreign/v" },
            new() { Destination = "/etc/hosts", Type = "bind", Source = "/foreign/hosts" },
            new() { Destination = "/run/secrets", Type = "bind", Source = "/foreign/secrets" },
        ];
        var builder = _host.MakeBuilder();
        var template = builder.BuildTemplate(container) with { Hostname = "old", Root = new OciRoot { Path = "/foreign" } };
        template = template with { Mounts = [.. foreign, .. template.Mounts] };
        var context = _host.Context with { VolumeMountPoints = new Dictionary<string, string> { ["v"] = "/here/v" } };

        var spec = builder.Finalize(template, container, context).Spec;

        Assert.DoesNotContain(spec.Mounts, mount => mount.Source!.StartsWith("/foreign", StringComparison.Ordinal));
        Assert.Equal("/here/v", spec.Mounts.Single(mount => mount.Destination == "/data").Source);
        Assert.Equal(_host.Rootfs, spec.Root!.Path);
        Assert.Equal("old", spec.Hostname);
    }

    [Fact]
    public void A_restored_program_keeps_who_it_was()
    {
        var container = Make(CreationHost.MakeRequest() with { User = "nobody-knows", WorkingDirectory = "/gone" });
        var builder = _host.MakeBuilder();
        var template = builder.BuildTemplate(container);
        template = template with { Process = template.Process! with { User = new OciUser { Uid = 7 }, Env = ["A=1"] } };

        var spec = builder.Finalize(template, container, _host.Context with { Restoring = true }).Spec;

        Assert.Equal(7u, spec.Process!.User.Uid);
        Assert.Equal(["A=1"], spec.Process.Env!);
    }

    [Fact]
    public void A_folder_of_a_volume_may_not_be_reached_through_links()
    {
        Directory.CreateDirectory(Path.Join(_host.Folder, "b/real/sub"));
        File.CreateSymbolicLink(Path.Join(_host.Folder, "b/link"), "/");
        var points = new Dictionary<string, string> { ["v"] = Path.Join(_host.Folder, "b") };
        var context = _host.Context with { VolumeMountPoints = points };

        var spec = Finalize("real/sub");
        var error = Assert.Throws<GantryException>(() => Finalize("link"));

        Assert.Equal(
            Path.Join(_host.Folder, "b/real/sub"), spec.Mounts.Single(mount => mount.Destination == "/x").Source);
        Assert.Equal(ErrorCode.Invalid, error.Code);

        OciSpec Finalize(string subPath)
        {
            var container = Make(CreationHost.MakeRequest() with
            {
                Mounts = [MountRequest.ParseMount($"src=v,dst=/x,subpath={subPath}")],
            });
            var builder = _host.MakeBuilder();
            return builder.Finalize(builder.BuildTemplate(container), container, context).Spec;
        }
    }

    [Theory]
    [InlineData("/nowhere", ErrorCode.NotFound, "stat /nowhere: no such file or directory")]
    [InlineData("/etc/hosts", ErrorCode.Invalid, "/etc/hosts is not a valid device: not a device node")]
    [InlineData("/proc/self/attr", ErrorCode.Invalid, "no devices found in /proc/self/attr: invalid argument")]
    public void A_device_must_be_one(string path, ErrorCode code, string message)
    {
        var container = Make(CreationHost.MakeRequest() with { Devices = [DeviceRequest.Parse(path)] });

        var error = Assert.Throws<GantryException>(() => _host.MakeBuilder().BuildTemplate(container));

        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Fact]
    public void A_privileged_container_has_the_devices_of_the_host()
    {
        var spec = _host.Finalize(CreationHost.MakeRequest() with { Security = new SecuritySpec { Privileged = true } });

        var paths = spec.Linux!.Devices!.Select(device => device.Path).ToArray();
        Assert.Contains("/dev/null", paths);
        Assert.DoesNotContain(paths, path => path.StartsWith("/dev/pts/", StringComparison.Ordinal) || path == "/dev/console");
    }

    [Fact]
    public void What_is_missing_on_this_host_is_named_with_a_remedy()
    {
        _host.Facts = _host.Facts with { InitProgram = null, SeccompProfile = null };
        var builder = _host.MakeBuilder();

        var noInit = Assert.Throws<GantryException>(
            () => builder.BuildTemplate(Make(CreationHost.MakeRequest() with { Init = true })));
        var noProfile = Assert.Throws<GantryException>(() => builder.BuildTemplate(Make(CreationHost.MakeRequest())));
        var noAppArmor = Assert.Throws<GantryException>(() => builder.BuildTemplate(Make(CreationHost.MakeRequest() with
        {
            Security = new SecuritySpec { SecurityOptions = ["apparmor=mine"] },
        })));

        Assert.Equal(
            [ErrorCode.Incompatible, ErrorCode.Incompatible, ErrorCode.Incompatible],
            new[] { noInit, noProfile, noAppArmor }.Select(error => error.Code));
        Assert.Contains("Install the package", noInit.Message, StringComparison.Ordinal);
        Assert.Contains("seccomp=unconfined", noProfile.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/p.json", ErrorCode.NotFound)]
    [InlineData("/etc/hosts", ErrorCode.Invalid)]
    public void A_seccomp_profile_of_ones_own_must_be_one(string path, ErrorCode code)
    {
        var container = Make(CreationHost.MakeRequest() with
        {
            Security = new SecuritySpec { SecurityOptions = [$"seccomp={path}"] },
        });

        var error = Assert.Throws<GantryException>(() => _host.MakeBuilder().BuildTemplate(container));

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void On_cgroup_v2_unmasking_makes_cgroups_writable()
    {
        _host.Facts = _host.Facts with { UnifiedCgroups = true };
        var request = CreationHost.MakeRequest() with
        {
            Security = new SecuritySpec { SecurityOptions = ["unmask=/sys/fs/cgroup"] },
        };

        var spec = _host.Finalize(request);

        Assert.Contains("rw", spec.Mounts.Single(mount => mount.Destination == "/sys/fs/cgroup").Options!);
    }

    [Fact]
    public void A_dev_of_the_persons_own_hides_the_systems()
    {
        var spec = _host.Finalize(CreationHost.MakeRequest() with { Mounts = [MountRequest.ParseVolume("/dev:/dev")] });

        Assert.Equal(
            ["/dev", "/dev/shm"],
            spec.Mounts.Select(mount => mount.Destination).Where(path => path.StartsWith("/dev", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_mount_hides_one_made_before_it()
    {
        var spec = _host.Finalize(CreationHost.MakeRequest() with
        {
            Mounts = [MountRequest.ParseVolume("v1:/a/b/c"), MountRequest.ParseVolume("v2:/a"), MountRequest.ParseTmpfs("/a/b")],
        });

        string[] order = [.. spec.Mounts.Select(mount => mount.Destination)];
        Assert.Equal(["/a", "/a/b", "/a/b/c"], order.Where(path => path.StartsWith("/a", StringComparison.Ordinal)));
        Assert.True(Array.IndexOf(order, "/dev") < Array.IndexOf(order, "/dev/pts"));
    }

    private static Container Make(CreateRequest request) => CreationHost.MakeContainer(request);

    private static CreateRequest Limits(params Ulimit[] limits) =>
        CreationHost.MakeRequest() with { Resources = new ResourceSpec { Ulimits = limits } };

    private void WithoutResourceCapability(string limit, ulong hard) => _host.Facts = _host.Facts with
    {
        Capabilities = CapabilityNames.ByNumber.Where(name => name != "CAP_SYS_RESOURCE").ToHashSet(),
        HardLimits = new Dictionary<string, ulong> { [limit] = hard },
    };
}
