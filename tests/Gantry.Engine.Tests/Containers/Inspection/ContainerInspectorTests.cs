using Gantry.Engine.Containers.Inspection;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tests.Containers.Inspection;

public sealed class ContainerInspectorTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 7, 30, 0, TimeSpan.Zero);
    private static readonly EngineOptions s_options = new() { Root = "/r", RunRoot = "/rr" };

    private static ContainerInspection Inspect(
        ContainerStatus status, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var spec = new ContainerSpec
        {
            ImageName = "localhost/app:1",
            RawImageName = "app:1",
            ImageId = Digest.Parse(new string('a', 64)),
            Runtime = "runc",
            Process = new ProcessSpec { Entrypoint = ["/init", "-v"], Command = ["serve"] },
        };
        var container = new Container
        {
            Id = ContainerId.Parse(new string('1', 64)),
            Name = "web",
            Created = s_now,
            Spec = change is null ? spec : change(spec),
            Status = status,
        };
        var oci = new OciSpec
        {
            Hostname = "111111111111",
            Process = new OciProcess { Args = ["/init", "-v", "serve"], Env = ["A=1"] },
            Mounts = [new OciMount { Destination = "/etc/hosts", Source = "/rr/hosts" }],
            Linux = new OciLinux { CgroupsPath = "/gantry/x" },
        };
        return ContainerInspector.Inspect(
            container, oci, new InspectionFacts { Layout = new HostLayout(s_options), Options = s_options });
    }

    [Theory]
    [InlineData(ContainerState.Created, "created", false, false, false)]
    [InlineData(ContainerState.Running, "running", true, false, false)]
    [InlineData(ContainerState.Paused, "paused", false, true, false)]
    [InlineData(ContainerState.Stopped, "exited", false, false, false)]
    [InlineData(ContainerState.Checkpointed, "exited", false, false, true)]
    public void A_state_has_podmans_name_and_marks(
        ContainerState state, string name, bool running, bool paused, bool checkpointed)
    {
        var inspected = Inspect(new ContainerStatus { State = state, Process = new ProcessIdentity(4711, 1) }).State;

        Assert.Equal((name, running, paused, checkpointed), (
            inspected.Status, inspected.Running, inspected.Paused, inspected.Checkpointed));
        Assert.Equal(running || paused ? 4711 : 0, inspected.Pid);
        Assert.Equal(running || paused ? "/gantry/x" : null, inspected.CgroupPath);
    }

    [Fact]
    public void Times_that_did_not_come_are_gos_zero_time()
    {
        var state = Inspect(new ContainerStatus()).State;

        Assert.Equal(default, state.StartedAt);
        Assert.Equal("0001-01-01T00:00:00Z", (string)InspectionJson.ToOutput(state)["CheckpointedAt"]!);
    }

    [Fact]
    public void A_restored_container_says_so_and_keeps_its_log_if_asked()
    {
        var state = Inspect(new ContainerStatus
        {
            State = ContainerState.Running,
            Checkpoint = new CheckpointMarks { RestoredAt = s_now, RestoreLog = "/r/restore.log" },
        }).State;

        Assert.True(state.Restored);
        Assert.Equal(s_now, state.RestoredAt);
        Assert.Equal("/r/restore.log", state.RestoreLog);
        Assert.False(state.Checkpointed);
    }

    [Fact]
    public void Program_and_paths_are_shown()
    {
        var inspected = Inspect(new ContainerStatus());

        Assert.Equal("/init", inspected.Path);
        Assert.Equal(["-v", "serve"], inspected.Args);
        Assert.Equal("/init -v", inspected.Config.Entrypoint);
        Assert.Equal(["serve"], inspected.Config.Cmd);
        Assert.Equal("/rr/hosts", inspected.HostsPath);
        Assert.Equal("", inspected.ResolvConfPath);
        Assert.Equal($"/r/containers/{new string('1', 64)}/userdata", inspected.StaticDir);
        Assert.Equal(inspected.StaticDir + "/config.json", inspected.OciConfigPath);
        Assert.Equal(inspected.StaticDir + "/ctr.log", inspected.HostConfig.LogConfig.Path);
    }

    [Fact]
    public void Mounts_split_their_options()
    {
        var inspected = Inspect(new ContainerStatus(), spec => spec with
        {
            Volumes = [new VolumeMount { Name = "data", Destination = "/data", Options = ["nosuid", "ro", "rshared"] }],
            Binds = [new BindMount("/tmp", "/h", ["rbind"])],
        });

        Assert.Equivalent(
            new[]
            {
                new MountInspection
                {
                    Type = "volume", Name = "data", Source = "/r/volumes/data/_data", Destination = "/data",
                    Driver = "local",
                    Options = ["nosuid"], Rw = false, Propagation = "rshared",
                },
                new MountInspection
                {
                    Type = "bind", Source = "/tmp", Destination = "/h", Options = ["rbind"], Rw = true,
                    Propagation = "rprivate",
                },
            },
            inspected.Mounts);
        Assert.Equal(["data:/data:ro,rshared,nosuid", "/tmp:/h:rw,rprivate,rbind"], inspected.HostConfig.Binds);
    }

    [Fact]
    public void Limits_have_dockers_shapes()
    {
        var host = Inspect(new ContainerStatus(), spec => spec with
        {
            Resources = new ResourceSpec { MemoryBytes = 100, NanoCpus = 500_000_000, PidsLimit = -1 },
            Restart = new RestartPolicy("on-failure", 3),
            Network = new NetworkSpec { Ports = [new PortMapping("127.0.0.1", 8080, 80, 2, "tcp")] },
        }).HostConfig;

        Assert.Equal((100, 200, 500_000_000, 100_000UL, 50_000, 0), (
            host.Memory, host.MemorySwap, host.NanoCpus, host.CpuPeriod, host.CpuQuota, host.PidsLimit));
        Assert.Equal(new RestartPolicyInspection { Name = "on-failure", MaximumRetryCount = 3 }, host.RestartPolicy);
        Assert.Equal(["80/tcp", "81/tcp"], host.PortBindings.Keys);
        Assert.Equal(
            new PortBindingInspection { HostIp = "127.0.0.1", HostPort = "8081" },
            Assert.Single(host.PortBindings["81/tcp"]!));
    }
}
