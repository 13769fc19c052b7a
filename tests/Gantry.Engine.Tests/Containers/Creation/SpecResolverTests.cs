using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Tests.Containers.Creation;

public class SpecResolverTests
{
    private static readonly ImageConfig s_image = new()
    {
        Entrypoint = ["/entry"],
        Command = ["image"],
        User = "app",
        WorkingDirectory = "work/",
        StopSignal = "SIGUSR1",
        Labels = new Dictionary<string, string> { ["a"] = "image", ["b"] = "image" },
        Health = HealthCheck.Parse("true"),
    };

    [Fact]
    public void The_image_fills_in_what_the_person_leaves_open()
    {
        var spec = Resolve(CreationHost.MakeRequest()).Spec;

        Assert.Equal(["/entry"], spec.Process.Entrypoint);
        Assert.Equal(["image"], spec.Process.Command);
        Assert.Equal("app", spec.Process.User);
        Assert.Equal("/work", spec.Process.WorkingDirectory);
        Assert.True(spec.Process.CreateWorkingDirectory);
        Assert.Equal(10, spec.Process.StopSignal);
        Assert.Equal(10, spec.Process.StopTimeoutSeconds);
        Assert.Equal(s_image.Health, spec.Health);
        Assert.Equal("localhost/fixture:1", spec.ImageName);
    }

    [Fact]
    public void What_the_person_says_wins()
    {
        var request = CreationHost.MakeRequest("mine") with
        {
            User = "0",
            WorkingDirectory = "/a/../b",
            StopSignal = "15",
            StopTimeoutSeconds = 3,
            Labels = new Dictionary<string, string> { ["a"] = "mine" },
            Health = HealthCheck.Disabled,
        };

        var spec = Resolve(request).Spec;

        Assert.Equal(["/entry"], spec.Process.Entrypoint);
        Assert.Equal(["mine"], spec.Process.Command);
        Assert.Equal(("0", "/b", false), (spec.Process.User, spec.Process.WorkingDirectory, spec.Process.CreateWorkingDirectory));
        Assert.Equal((15, 3), (spec.Process.StopSignal, spec.Process.StopTimeoutSeconds));
        Assert.Equal("a=mine b=image", string.Join(' ', spec.Labels.Select(label => $"{label.Key}={label.Value}")));
        Assert.Equal(["NONE"], spec.Health!.Test);
    }

    [Fact]
    public void An_entry_point_of_ones_own_drops_the_images_command()
    {
        var request = CreationHost.MakeRequest() with { Entrypoint = ["/mine"] };

        var process = Resolve(request).Spec.Process;

        Assert.Equal(["/mine"], process.Entrypoint);
        Assert.Empty(process.Command);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_entry_point_without_a_command_leaves_nothing_to_run(string? entrypoint)
    {
        var request = CreationHost.MakeRequest() with { Entrypoint = entrypoint is null ? [] : [entrypoint] };

        var error = Assert.Throws<GantryException>(() => Resolve(request));

        Assert.Equal(
            "no command or entrypoint provided, and no CMD or ENTRYPOINT from image", error.Message);
    }

    [Fact]
    public void Reserved_annotations_of_an_image_are_left_out()
    {
        var image = CreationHost.MakeImage() with
        {
            Annotations = new Dictionary<string, string>
            {
                ["x"] = "image",
                ["y"] = "image",
                ["io.podman.annotations.privileged"] = "TRUE",
            },
        };
        var request = CreationHost.MakeRequest() with
        {
            Annotations = new Dictionary<string, string> { ["x"] = "mine" },
            CidFile = "/cid",
        };

        var spec = new SpecResolver(new SpecDefaults(), _ => CreationHost.Id).Resolve(request, image).Spec;

        Assert.Equal(
            ["io.podman.annotations.cid-file=/cid", "x=mine", "y=image"],
            spec.Annotations.Select(annotation => $"{annotation.Key}={annotation.Value}"));
    }

    [Fact]
    public void Names_of_joined_containers_become_ids()
    {
        var request = CreationHost.MakeRequest() with
        {
            Namespaces = new NamespaceSpec { Pid = "container:other", Ipc = "container:other" },
            Network = new NetworkSpec { Mode = "container:other" },
        };

        var spec = Resolve(request).Spec;

        Assert.Equal($"container:{CreationHost.Id}", spec.Namespaces.Pid);
        Assert.Equal($"container:{CreationHost.Id}", spec.Network.Mode);
        Assert.Equal([CreationHost.Id], spec.Namespaces.Dependencies);
    }

    [Theory]
    [InlineData(false, null, "host")]
    [InlineData(true, null, "private")]
    [InlineData(true, "host", "host")]
    [InlineData(false, "private", "private")]
    public void The_cgroup_namespace_is_private_by_default_on_cgroup_v2_alone(bool unified, string? typed, string mode)
    {
        var request = CreationHost.MakeRequest() with { Namespaces = new NamespaceSpec { Cgroup = typed } };

        var spec = Resolve(request, new SpecDefaults { UnifiedCgroups = unified }).Spec;

        Assert.Equal(mode, spec.Namespaces.Cgroup);
    }

    [Fact]
    public void Ports_without_a_network_of_ones_own_are_discarded_with_a_warning()
    {
        var request = CreationHost.MakeRequest() with
        {
            Network = new NetworkSpec { Mode = "host", Ports = [PortMapping.Parse("80")] },
        };

        var resolved = Resolve(request);

        Assert.Empty(resolved.Spec.Network.Ports);
        Assert.Equal(
            ["Port mappings have been discarded as one of the Host, Container, Pod, and None network modes are in use"],
            resolved.Warnings);
    }

    [Theory]
    [InlineData("systemd", "/foo", "did not receive systemd slice as cgroup parent when using systemd to manage cgroups: invalid argument")]
    [InlineData("cgroupfs", "user.slice", "systemd slice received as cgroup parent when using cgroupfs: invalid argument")]
    public void A_cgroup_parent_must_fit_the_manager(string manager, string parent, string message)
    {
        var request = CreationHost.MakeRequest() with { Resources = new ResourceSpec { CgroupParent = parent } };

        var error = Assert.Throws<GantryException>(
            () => Resolve(request, new SpecDefaults { CgroupManager = manager }));

        Assert.Equal(message, error.Message);
    }

    public static TheoryData<CreateRequest, string> Contradictions()
    {
        var request = CreationHost.MakeRequest();
        return new TheoryData<CreateRequest, string>
        {
            {
                request with { AutoRemove = true, Restart = RestartPolicy.Parse("always") },
                "the --rm option conflicts with --restart, when the restartPolicy is not \"\" and \"no\""
            },
            {
                request with { Hostname = "x", Namespaces = new NamespaceSpec { Uts = "host" } },
                "cannot set hostname when running in the host UTS namespace: invalid container configuration"
            },
            {
                request with { Init = true, Namespaces = new NamespaceSpec { Pid = "host" } },
                "cannot add init binary as PID 1 (PID namespace isn't private)"
            },
            {
                request with { Network = new NetworkSpec { Dns = new DnsSpec { Servers = ["9.9.9.9"] } } },
                "conflicting options: dns and the network mode: none"
            },
            { request with { StopSignal = "SIGNOTHING" }, "invalid signal: SIGNOTHING" },
            { request with { Umask = "0999" }, "invalid umask string 0999: invalid argument" },
            {
                request with { WorkingDirectory = "a" },
                "the working directory \"a\" is invalid, it needs to be an absolute path"
            },
            {
                request with { Namespaces = new NamespaceSpec { Pid = "shared" } },
                "unrecognized namespace mode shared passed"
            },
            {
                request with { Namespaces = new NamespaceSpec { Pid = "ns:/nowhere" } },
                "cannot find specified PID namespace path: stat /nowhere: no such file or directory"
            },
            {
                request with { Namespaces = new NamespaceSpec { Pid = "container:" } },
                "namespace mode container requires a value"
            },
            { Secure(security => security with { CapAdd = ["NOTHING"] }), "\"CAP_NOTHING\": unknown capability" },
            {
                Secure(security => security with { CapAdd = ["CHOWN"], CapDrop = ["cap_chown"] }),
                "capability \"CAP_CHOWN\" cannot be dropped and added"
            },
            {
                Secure(security => security with { CapAdd = ["all"], CapDrop = ["ALL"] }),
                "adding all caps and removing all caps not allowed"
            },
            { Secure(security => security with { SecurityOptions = ["blue"] }), "invalid --security-opt: \"blue\"" },
            { Secure(security => security with { SecurityOptions = ["mask=a"] }), "invalid --security-opt: \"mask=a\"" },
            {
                Secure(security => security with { Sysctls = new Dictionary<string, string> { ["vm.swappiness"] = "1" } }),
                "sysctl 'vm.swappiness' is not allowed"
            },
            {
                Secure(security => security with { Sysctls = new Dictionary<string, string> { ["net.x"] = "1" } })
                    with { Network = new NetworkSpec { Mode = "host" } },
                "sysctl net.x=1 can't be set since Network Namespace set to host: invalid argument"
            },
            {
                Limit(limits => limits with { MemorySwapBytes = 1 }),
                "you should always set a memory limit when using a memoryswap limit, see usage"
            },
            {
                Limit(limits => limits with { MemoryBytes = 2, MemorySwapBytes = 1 }),
                "minimum memoryswap limit should be larger than memory limit, see usage"
            },
            {
                Limit(limits => limits with { MemoryBytes = 2, MemoryReservationBytes = 3 }),
                "minimum memory limit cannot be less than memory reservation limit, see usage"
            },
            {
                Limit(limits => limits with { CpuQuota = 999 }),
                "CPU cfs quota cannot be less than 1ms (i.e. 1000)"
            },
            {
                Limit(limits => limits with { Ulimits = [Ulimit.Parse("nofile=2:1")] }),
                "ulimit soft limit must be less than or equal to hard limit: 2 > 1"
            },
            {
                Limit(limits => limits with { OomScoreAdjustment = -1001 }),
                "Invalid value -1001, range for oom score adj is [-1000, 1000]"
            },
        };

        CreateRequest Secure(Func<SecuritySpec, SecuritySpec> change) =>
            request with { Security = change(request.Security) };

        CreateRequest Limit(Func<ResourceSpec, ResourceSpec> change) =>
            request with { Resources = change(request.Resources) };
    }

    [Theory]
    [MemberData(nameof(Contradictions), DisableDiscoveryEnumeration = true)]
    public void A_request_that_cannot_be_is_refused(CreateRequest request, string message)
    {
        var error = Assert.Throws<GantryException>(() => Resolve(request));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("fixture:1", "localhost/fixture:1")]
    [InlineData("fixture", "registry.example/fixture:latest")]
    [InlineData("registry.example/fixture", "registry.example/fixture:latest")]
    [InlineData("abcdef", "localhost/fixture:1")]
    public void The_name_of_the_image_is_the_one_that_was_meant(string typed, string name)
    {
        var image = CreationHost.MakeImage() with
        {
            Names = ["localhost/fixture:1", "registry.example/fixture:latest"],
        };

        var matching = ImageNames.Matching(typed, image);

        Assert.Equal(name, matching);
    }

    private static ResolvedSpec Resolve(CreateRequest request, SpecDefaults? defaults = null) =>
        new SpecResolver(defaults ?? new SpecDefaults(), _ => CreationHost.Id)
            .Resolve(request, CreationHost.MakeImage(s_image));
}
