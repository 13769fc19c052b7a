using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tests.Containers.Creation;

/// <summary>The specification Gantry makes against the one Podman 4.3.1 made for the same flags (Data/README.md).</summary>
public sealed class PodmanParityTests : IDisposable
{
    private static readonly ImageConfig s_richImage = new()
    {
        Entrypoint = ["/bin/app"],
        Command = ["x", "y"],
        Environment = ["PATH=/bin", "A=1"],
        Volumes = ["/data", "/tmp/v"],
        WorkingDirectory = "/work",
        User = "app",
        StopSignal = "USR1",
        Labels = new Dictionary<string, string> { ["l"] = "image" },
    };

    private readonly CreationHost _host = new();

    public PodmanParityTests()
    {
        // The machine on which Podman ran lacked it.
        var held = CapabilityNames.ByNumber.Where(name => name != "CAP_SYS_RESOURCE");
        _host.Facts = _host.Facts with { Capabilities = held.ToHashSet() };
    }

    public static TheoryData<string> Cases =>
        [.. Golden().Select(pair => pair.Key).Where(name => !name.StartsWith("rich", StringComparison.Ordinal))];

    public static TheoryData<string> RichCases =>
        [.. Golden().Select(pair => pair.Key).Where(name => name.StartsWith("rich", StringComparison.Ordinal))];

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_container_has_the_specification_Podman_gives_it(string name)
    {
        // The image with the link in it has users too.
        var image = name == "tmpfs-link" ? MakeRich() : null;

        var spec = _host.Finalize(MakeRequest(name), image);

        AssertEqual(Expected(name), Flatten(spec));
    }

    [Theory]
    [MemberData(nameof(RichCases))]
    public void A_container_of_an_image_with_users_and_volumes_has_the_specification_Podman_gives_it(string name)
    {
        var image = MakeRich();

        var spec = _host.Finalize(MakeRequest(name), image);

        AssertEqual(Expected(name), Flatten(spec));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finalizing_a_finalized_specification_changes_nothing(string name)
    {
        var container = CreationHost.MakeContainer(MakeRequest(name), name == "tmpfs-link" ? MakeRich() : null);
        var builder = _host.MakeBuilder();
        var context = _host.Context with
        {
            VolumeMountPoints = container.Spec.Volumes.ToDictionary(volume => volume.Name, volume => "/v/" + volume.Name),
        };
        var once = builder.Finalize(builder.BuildTemplate(container), container, context).Spec;

        var twice = builder.Finalize(once, container, context).Spec;

        Assert.Equal(Text(once), Text(twice));
    }

    [Fact]
    public void A_template_survives_storage()
    {
        var container = CreationHost.MakeContainer(MakeRequest("default"));
        var template = _host.MakeBuilder().BuildTemplate(container);

        var stored = JsonSerializer.Deserialize(Text(template), OciJsonContext.Default.OciSpec)!;

        Assert.Equal(Text(template), Text(stored));
        AssertEqual(
            Expected("default"), Flatten(_host.MakeBuilder().Finalize(stored, container, _host.Context).Spec));
    }

    private Image MakeRich()
    {
        File.AppendAllText(Path.Join(_host.Rootfs, "etc/passwd"), "app:x:100:101:a:/home/app:/bin/sh\n");
        File.WriteAllText(
            Path.Join(_host.Rootfs, "etc/group"), "root:x:0:\nwheel:x:10:root,app\napps:x:101:\ndocker:x:102:app\n");
        Directory.CreateDirectory(Path.Join(_host.Rootfs, "var"));
        Directory.CreateDirectory(Path.Join(_host.Rootfs, "run"));
        Directory.CreateDirectory(Path.Join(_host.Rootfs, "work"));
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "var/run"), "/run");
        return CreationHost.MakeImage(s_richImage);
    }

    private CreateRequest MakeRequest(string name)
    {
        var request = CreationHost.MakeRequest() with
        {
            Resources = new ResourceSpec
            {
                Ulimits = [Ulimit.Parse("nofile=1024:4096"), Ulimit.Parse("nproc=1000:1000")],
            },
        };
        return name switch
        {
            "default" or "rich" => request,
            "host-network" => request with { Network = new NetworkSpec { Mode = "host" } },
            "privileged" => WithSecurity(security => security with { Privileged = true }),
            "read-only" or "rich-ro" => WithSecurity(security => security with { ReadOnlyRootfs = true }),
            "terminal" => request with { Input = StandardInputMode.InteractiveTerminal },
            "init" => request with { Init = true },
            "user-numbers" => request with { User = "1000:1000" },
            "user-capability" => WithSecurity(security => security with { CapAdd = ["NET_ADMIN"] }) with { User = "1000" },
            "capabilities" => WithSecurity(
                security => security with { CapAdd = ["SYS_ADMIN", "NET_RAW"], CapDrop = ["CHOWN"] }),
            "drop-all" => WithSecurity(security => security with { CapAdd = ["kill"], CapDrop = ["ALL"] }),
            "resources" => WithResources(resources => resources with
            {
                MemoryBytes = 64 << 20,
                MemoryReservationBytes = 32 << 20,
                NanoCpus = 1_500_000_000,
                PidsLimit = 100,
                CpusetCpus = "0",
                CpuShares = 100,
            }),
            "swap" => WithResources(
                resources => resources with { MemoryBytes = 64 << 20, MemorySwapBytes = 128 << 20 }),
            "swap-unlimited" => WithResources(
                resources => resources with { MemoryBytes = 64 << 20, MemorySwapBytes = -1 }),
            "pids-unlimited" => WithResources(resources => resources with { PidsLimit = -1 }),
            "device" => request with { Devices = [DeviceRequest.Parse("/dev/null:/dev/xnull:rw")] },
            "mounts" => request with
            {
                Mounts =
                [
                    MountRequest.ParseTmpfs("/x:size=10m,noexec"),
                    MountRequest.ParseVolume($"{_host.Folder}/b:/bind:ro"),
                    MountRequest.ParseVolume("named:/nv"),
                    MountRequest.ParseMount("type=tmpfs,dst=/y,tmpfs-size=1m,tmpfs-mode=1777"),
                    MountRequest.ParseMount($"type=bind,src={_host.Folder}/b,dst=/b2,ro,bind-propagation=rshared"),
                    MountRequest.ParseMount("type=volume,src=n2,dst=/n2,ro"),
                ],
            },
            "volume-options" => request with
            {
                Mounts =
                [
                    MountRequest.ParseVolume("v1:/a/b/c"),
                    MountRequest.ParseVolume("v2:/a/b"),
                    MountRequest.ParseVolume("v3:/z:exec,dev"),
                    MountRequest.ParseVolume("v5:/m:U,z"),
                    MountRequest.ParseVolume("v6:/sh:slave,nosuid"),
                ],
            },
            "ipc-host" => request with { Namespaces = new NamespaceSpec { Ipc = "host" } },
            "ipc-none" => request with { Namespaces = new NamespaceSpec { Ipc = "none" } },
            "pid-host" => request with { Namespaces = new NamespaceSpec { Pid = "host" } },
            "uts-host" => request with { Namespaces = new NamespaceSpec { Uts = "host" } },
            "unmask-all" => WithOptions("unmask=ALL"),
            "unmask-some" => WithOptions("unmask=/proc/acpi:/sys/firmware", "unmask=/proc/s*"),
            "mask" => WithOptions("mask=/etc/foo:/etc/bar", "no-new-privileges"),
            "seccomp-unconfined" => WithOptions("seccomp=unconfined"),
            "label" => WithOptions("label=disable"),
            "hostname" => request with { Hostname = "foo" },
            "groups" => WithSecurity(security => security with { GroupAdd = ["10"] }) with { User = "1000" },
            "annotation" => request with
            {
                Annotations = new Dictionary<string, string> { ["a"] = "b" },
                AutoRemove = true,
            },
            "cgroup-parent" => WithResources(resources => resources with { CgroupParent = "/foo" }),
            "ulimit" => WithResources(resources => resources with
            {
                Ulimits = [Ulimit.Parse("nofile=100:200"), Ulimit.Parse("nproc=1:2"), Ulimit.Parse("core=0")],
            }),
            "oom" => WithResources(resources => resources with { OomScoreAdjustment = 100 }),
            "sysctl" => WithSecurity(security => security with
            {
                Sysctls = new Dictionary<string, string>
                {
                    ["net.ipv4.ip_forward"] = "1",
                    ["kernel.msgmax"] = "65536",
                },
            }),
            "umask" => request with { Umask = "0077" },
            "environment" => request with
            {
                Environment = ["A=", "B=1", "HOSTNAME=zz", "HOME=/h"],
                Command = ["sh", "-c", "x"],
            },
            "tmpfs-link" => request with { Mounts = [MountRequest.ParseTmpfs("/var/run/x:U")], User = "app" },
            "rich-root" => request with { User = "root", Entrypoint = ["/bin/sh", "-c"], Command = ["z"] },
            "rich-group" => WithSecurity(security => security with { GroupAdd = ["docker"] }) with { User = "app:wheel" },
            "own-hosts" => request with { Mounts = [MountRequest.ParseVolume("/etc/hosts:/etc/hosts:ro")] },
            "add-host" => request with
            {
                Network = new NetworkSpec { Mode = "host", AddedHosts = ["x:1.2.3.4"] },
            },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The case is not written down here."),
        };

        CreateRequest WithSecurity(Func<SecuritySpec, SecuritySpec> change) =>
            request with { Security = change(request.Security) };

        CreateRequest WithResources(Func<ResourceSpec, ResourceSpec> change) =>
            request with { Resources = change(request.Resources) };

        CreateRequest WithOptions(params string[] options) =>
            WithSecurity(security => security with { SecurityOptions = options });
    }

    private static JsonObject Golden() =>
        JsonNode.Parse(File.ReadAllText(CreationHost.DataPath("podman-4.3.1-specs.json")))!.AsObject();

    /// <summary>Podman's, with the differences that are meant.</summary>
    private static SortedDictionary<string, string> Expected(string name)
    {
        var golden = Golden();
        var expected = golden["default"]!.AsObject().ToDictionary();
        if (name != "default")
        {
            foreach (var (path, value) in golden[name]!.AsObject())
            {
                expected[path] = value;
            }
        }

        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in expected.Where(pair => pair.Value is not null))
        {
            flat[path] = Normal(value!);
        }

        flat["/ociVersion"] = "\"1.0.2\"";
        flat["/linux/cgroupsPath"] = flat["/linux/cgroupsPath"].Replace("libpod_parent/libpod", "gantry/gantry")
            .Replace("libpod", "gantry");
        flat["/process/env"] = flat["/process/env"].Replace("container=podman", "container=gantry");
        return flat;
    }

    private SortedDictionary<string, string> Flatten(OciSpec spec)
    {
        var node = JsonNode.Parse(Text(spec))!.AsObject();
        node["linux"]!.AsObject().Remove("seccomp");
        node["annotations"]!.AsObject().Remove("io.kubernetes.cri-o.Created");
        // Ours alone; see docs/adr/0018.
        node["annotations"]!.AsObject().Remove("org.criu.config");
        var env = node["process"]!["env"]!.AsArray().Select(item => item!.GetValue<string>());
        node["process"]!["env"] = new JsonArray([.. env.Order(StringComparer.Ordinal).Select(item => (JsonNode)item)]);
        if (spec.Annotations?["io.podman.annotations.privileged"] == "TRUE")
        {
            // The devices are those of the machine.
            node["linux"]!["devices"] = new JsonArray();
        }

        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(node, "", flat);
        return flat;
    }

    private void Flatten(JsonNode node, string path, SortedDictionary<string, string> flat)
    {
        if (path == "/mounts")
        {
            foreach (var mount in node.AsArray().Select(item => item!.AsObject()))
            {
                RemoveHostRestrictions(mount);
                var destination = mount["destination"]!.GetValue<string>();
                mount.Remove("destination");
                flat[$"{path}[{destination}]"] = Place(Normal(mount));
            }
        }
        else if (node is JsonObject parts)
        {
            foreach (var (name, value) in parts)
            {
                Flatten(value!, $"{path}/{name}", flat);
            }
        }
        else
        {
            flat[path] = Place(Normal(node));
        }
    }

    /// <summary>What the mounts of the machine that runs the tests forbid would be inherited by binds.</summary>
    private void RemoveHostRestrictions(JsonObject mount)
    {
        var source = mount["source"]!.GetValue<string>();
        if (source == "/etc/hosts" || source.StartsWith(_host.Folder + "/b", StringComparison.Ordinal))
        {
            string[] inherited = [.. HostMounts.RestrictionsAt(source)];
            var options = mount["options"]!.AsArray().Select(item => item!.GetValue<string>());
            mount["options"] = new JsonArray([.. options.Except(inherited).Select(item => (JsonNode)item)]);
        }
    }

    private string Place(string text) => text
        .Replace(_host.Rootfs, "ROOT")
        .Replace(_host.Run, "RUN")
        .Replace(Path.Join(_host.Folder, "shm"), "SHM")
        .Replace(_host.Folder, "HOST")
        .Replace(CreationHost.Id.ToString(), "ID")
        .Replace(CreationHost.Id.ShortForm, "SHORTID");

    private static string Normal(JsonNode node) => node switch
    {
        JsonObject parts => "{" + string.Join(
            ", ", parts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {Normal(pair.Value!)}")) + "}",
        JsonArray items => "[" + string.Join(", ", items.Select(item => Normal(item!))) + "]",
        _ => node.ToJsonString(),
    };

    private static string Text(OciSpec spec) => JsonSerializer.Serialize(spec, OciJsonContext.Default.OciSpec);

    private static void AssertEqual(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual) =>
        Assert.Equal(
            string.Join('\n', expected.Select(pair => $"{pair.Key}: {pair.Value}")),
            string.Join('\n', actual.Select(pair => $"{pair.Key}: {pair.Value}")));
}
