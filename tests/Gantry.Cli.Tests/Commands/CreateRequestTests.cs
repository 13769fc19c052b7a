using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Tests.Commands;

public sealed class CreateRequestTests
{
    private static CreateRequest Read(params IReadOnlyList<string> words)
    {
        var (command, invocation) = new TestContext().Bind<RunCommand>(["run", .. words]);
        return command.Request.Read(invocation);
    }

    [Fact]
    public void An_image_alone_asks_for_the_defaults()
    {
        var request = Read("app:1");

        Assert.Equal("app:1", request.Image);
        Assert.Empty(request.Command);
        Assert.Null(request.Name);
        Assert.Null(request.Entrypoint);
        Assert.Null(request.StopTimeoutSeconds);
        Assert.Null(request.Health);
        Assert.Equal(PullPolicy.Missing, request.Pull);
        Assert.Equal(StandardInputMode.None, request.Input);
        Assert.Equal(RestartPolicy.No, request.Restart);
        Assert.Equivalent(new ResourceSpec(), request.Resources);
        Assert.Equivalent(new NamespaceSpec { Pid = "", Ipc = "", Uts = "" }, request.Namespaces);
        Assert.Equal(["gantry", "run", "app:1"], request.CreateCommand);
    }

    [Fact]
    public void Words_after_the_image_are_the_containers()
    {
        var request = Read("--name", "web", "app:1", "sh", "-c", "echo --rm", "--name", "other");

        Assert.Equal("web", request.Name);
        Assert.Equal(["sh", "-c", "echo --rm", "--name", "other"], request.Command);
        Assert.False(request.AutoRemove);
    }

    [Theory]
    [InlineData("-i", StandardInputMode.Interactive)]
    [InlineData("-t", StandardInputMode.Terminal)]
    [InlineData("-it", StandardInputMode.InteractiveTerminal)]
    [InlineData("-dit", StandardInputMode.InteractiveTerminal)]
    public void Input_and_terminal_are_one_mode(string flags, StandardInputMode mode)
    {
        var request = Read(flags, "app:1");

        Assert.Equal(mode, request.Input);
    }

    [Fact]
    public void Mounts_keep_the_order_typed()
    {
        var request = Read(
            "--tmpfs",
            "/t:size=1m",
            "-v",
            "data:/data:ro",
            "--mount",
            "type=bind,source=/etc,destination=/e",
            "-v",
            "/anonymous",
            "app:1");

        Assert.Collection(
            request.Mounts,
            mount => Assert.Equal("/t", Assert.IsType<MountRequest.Tmpfs>(mount).Destination),
            mount => Assert.Equal("data", Assert.IsType<MountRequest.Volume>(mount).Name),
            mount => Assert.Equal("/etc", Assert.IsType<MountRequest.Bind>(mount).Source),
            mount => Assert.Null(Assert.IsType<MountRequest.Volume>(mount).Name));
    }

    [Fact]
    public void Limits_are_read()
    {
        var resources = Read(
            "-m", "64m", "--memory-swap=-1", "--cpus", "1.5", "--pids-limit", "-1", "--shm-size=1g",
            "--ulimit",
            "nofile=1024:4096,nproc=100",
            "--oom-score-adj",
            "-500",
            "--cpuset-cpus",
            "0-1",
            "app:1").Resources;

        Assert.Equal(64 << 20, resources.MemoryBytes);
        Assert.Equal(-1, resources.MemorySwapBytes);
        Assert.Equal(1_500_000_000, resources.NanoCpus);
        Assert.Equal(-1, resources.PidsLimit);
        Assert.Equal(1 << 30, resources.ShmSizeBytes);
        Assert.Equal(
            [new Ulimit("RLIMIT_NOFILE", 1024, 4096), new Ulimit("RLIMIT_NPROC", 100, 100)], resources.Ulimits);
        Assert.Equal(-500, resources.OomScoreAdjustment);
        Assert.Equal("0-1", resources.CpusetCpus);
    }

    [Fact]
    public void Privileges_are_read()
    {
        var security = Read(
            "--privileged", "--read-only", "--cap-add", "NET_ADMIN,SYS_TIME", "--cap-drop=all",
            "--security-opt", "seccomp=/a,b.json", "--sysctl", "net.ipv4.ip_forward=1", "app:1").Security;

        Assert.True(security.Privileged);
        Assert.True(security.ReadOnlyRootfs);
        Assert.Equal(["NET_ADMIN", "SYS_TIME"], security.CapAdd);
        Assert.Equal(["all"], security.CapDrop);
        Assert.Equal(["seccomp=/a,b.json"], security.SecurityOptions);
        Assert.Equal("1", security.Sysctls["net.ipv4.ip_forward"]);
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("host", "host")]
    [InlineData("container:web", "container:web")]
    [InlineData("ns:/run/x", "ns:/run/x")]
    public void A_network_mode_is_taken_as_it_is(string typed, string mode)
    {
        var network = Read("--network", typed, "app:1").Network;

        Assert.Equal(mode, network.Mode);
        Assert.Empty(network.Attachments);
    }

    [Fact]
    public void A_named_network_takes_options()
    {
        var network = Read(
            "--network",
            "front:ip=10.0.0.5,mac=aa:bb:cc:dd:ee:ff,alias=web",
            "-p",
            "127.0.0.1:8080:80",
            "app:1").Network;

        var attachment = Assert.Single(network.Attachments);
        Assert.Equal("bridge", network.Mode);
        Assert.Equal("front", attachment.Network);
        Assert.Equal(["10.0.0.5"], attachment.StaticAddresses);
        Assert.Equal("aa:bb:cc:dd:ee:ff", attachment.StaticMac);
        Assert.Equal(["web"], attachment.Aliases);
        Assert.Equal(new PortMapping("127.0.0.1", 8080, 80, 1, "tcp"), Assert.Single(network.Ports));
    }

    [Theory]
    [InlineData("/bin/app", new[] { "/bin/app" })]
    [InlineData("[\"/bin/app\", \"-v\"]", new[] { "/bin/app", "-v" })]
    [InlineData("[", new[] { "[" })]
    [InlineData("", new string[0])]
    public void An_entry_point_is_a_program_a_list_or_none(string typed, string[] words)
    {
        var request = Read("--entrypoint", typed, "app:1");

        Assert.Equal(words, request.Entrypoint);
    }

    [Fact]
    public void Labels_of_files_come_before_those_typed()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "a=file\nb=file\n");

        try
        {
            var request = Read("--label-file", file, "-l", "b=typed", "--label", "c", "app:1");

            Assert.Equal(
                new SortedDictionary<string, string> { ["a"] = "file", ["b"] = "typed", ["c"] = "" }, request.Labels);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_rest_is_read()
    {
        var request = Read(
            "-e", "A=1", "-e", "B", "--env-file", "env", "-w", "/w", "-u", "1000:1000", "-h", "host", "--init", "--rm",
            "--stop-signal", "INT", "--stop-timeout", "3", "--umask", "0027", "--pid", "host", "--ipc", "none",
            "--uts", "host",
            "--annotation", "k=v", "--log-driver", "none", "--cidfile", "cid", "--pidfile", "/run/x.pid",
            "--pull=never",
            "--device", "/dev/null:/dev/n:r", "--health-cmd", "true", "--health-retries", "5", "app:1");

        Assert.Equal(["A=1", "B"], request.Environment);
        Assert.Equal(["/srv/here/env"], request.EnvironmentFiles);
        Assert.Equal("/w", request.WorkingDirectory);
        Assert.Equal("1000:1000", request.User);
        Assert.Equal("host", request.Hostname);
        Assert.True(request.Init);
        Assert.True(request.AutoRemove);
        Assert.Equal("INT", request.StopSignal);
        Assert.Equal(3, request.StopTimeoutSeconds);
        Assert.Equal("0027", request.Umask);
        Assert.Equal(new NamespaceSpec { Pid = "host", Ipc = "none", Uts = "host" }, request.Namespaces);
        Assert.Equal("v", request.Annotations["k"]);
        Assert.Equal("none", request.Log.Driver);
        Assert.Equal("/srv/here/cid", request.CidFile);
        Assert.Equal("/run/x.pid", request.PidFile);
        Assert.Equal(PullPolicy.Never, request.Pull);
        Assert.Equal(new DeviceRequest("/dev/null", "/dev/n", "r"), Assert.Single(request.Devices));
        Assert.Equal(["CMD-SHELL", "true"], request.Health!.Test);
        Assert.Equal(5, request.Health.Retries);
    }

    [Fact]
    public void No_health_check_excludes_a_command()
    {
        var error = Assert.Throws<UsageException>(() => Read("--no-healthcheck", "--health-cmd", "true", "app:1"));

        Assert.Equal("cannot specify both --no-healthcheck and --health-cmd", error.Message);
        Assert.Equal(["NONE"], Read("--no-healthcheck", "app:1").Health!.Test);
    }

    [Fact]
    public void A_malformed_volume_is_the_engines_error()
    {
        var error = Assert.Throws<GantryException>(() => Read("-v", "a:b:c:d", "app:1"));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }
}
