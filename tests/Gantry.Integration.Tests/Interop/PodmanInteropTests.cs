using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Interop;

/// <summary>What one of the two engines exports, the other restores: the table of the README.</summary>
public sealed class PodmanInteropTests
{
    // Memory enough that its pages are written into the archive while CRIU dumps.
    // Podman looks for a changed file on its host and loses it when there is none: this one is everywhere.
    private const string Script = """
        #!/bin/sh
        echo '# changed' >> /etc/passwd
        echo new > /etc/new.conf
        rm -f /etc/deleted.conf
        memory=$(head -c 20000000 /dev/zero | tr '\0' m)
        n=0
        while true; do
            n=$((n + 1))
            echo $n
            sleep 0.05
        done
        """;

    // Podman lowers its own limits to less than what a container here gets, and without CAP_SYS_RESOURCE could not exec.
    private static readonly string[] s_limits = ["--ulimit", "nofile=1024:4096", "--ulimit", "nproc=1000:1000"];

    private const string Subnet = "10.213.77.0/24";
    private const string Address = "10.213.77.77";

    /// <summary>How the archive is made and restored.</summary>
    public static TheoryData<Way> Ways => [Way.Zstd, Way.Gzip, Way.Plain, Way.Renamed, Way.Network, Way.Image];

    /// <summary>One row of the table.</summary>
    public enum Way
    {
        Zstd,
        Gzip,
        Plain,
        Renamed,
        Network,
        Image,
    }

    [PeerTheory]
    [MemberData(nameof(Ways))]
    public async Task What_Podman_exports_goes_on_here(Way way)
    {
        await using var podman = await PodmanHost.WithImageAsync(Script);
        await using var host = await TestHost.WithImageAsync(Script);
        var network = await NetworkAsync(way, command => podman.OutputAsync(command), command => host.GantryOutputAsync(command));
        await podman.OutputAsync(["run", "-d", "--name", "app", .. network, "-v", "data:/data", TestImage.Name]);
        await FillAsync(command => podman.OutputAsync(["exec", "app", .. command]));
        await TestHost.EventuallyAsync(async () => (await podman.ReadLinesAsync("app")).Count > 5, "it counts");

        var name = way == Way.Renamed ? "other" : "app";
        if (way == Way.Image)
        {
            await podman.OutputAsync("container", "checkpoint", "--create-image", "cp", "app");
            await podman.OutputAsync("save", "-q", "--format", "oci-archive", "-o", podman.PathOf("cp.tar"), "localhost/cp");
            await host.GantryOutputAsync("load", "-q", "-i", podman.PathOf("cp.tar"));
            await host.GantryOutputAsync("container", "restore", "--allow", "capabilities", "localhost/cp");
        }
        else
        {
            await podman.OutputAsync(["container", "checkpoint", .. Export(way, podman.PathOf("app.tar")), "app"]);
            // This Podman has a configuration of the test's, without Debian's list of capabilities: it gives more of them.
            await host.GantryOutputAsync(
                ["container", "restore", "--import", podman.PathOf("app.tar"), "--allow", "capabilities", .. Rename(way)]);
        }

        var before = way == Way.Image ? [] : await podman.ReadLinesAsync("app");
        await RequireGoneOnAsync(before.Count, () => host.ReadLinesAsync(name), host.ExecAsync, name, way);
    }

    [PeerTheory]
    [MemberData(nameof(Ways))]
    public async Task What_is_exported_here_goes_on_in_Podman(Way way)
    {
        await using var podman = await PodmanHost.WithImageAsync(Script);
        await using var host = await TestHost.WithImageAsync(Script);
        var network = await NetworkAsync(way, command => podman.OutputAsync(command), command => host.GantryOutputAsync(command));
        await host.GantryOutputAsync(
            ["run", "-d", "--name", "app", .. s_limits, .. network, "-v", "data:/data", TestImage.Name]);
        await FillAsync(command => host.GantryOutputAsync(["exec", "app", .. command]));
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("app")).Count > 5, "it counts");

        var name = way == Way.Renamed ? "other" : "app";
        if (way == Way.Image)
        {
            await host.GantryOutputAsync("container", "checkpoint", "--create-image", "cp", "app");
            await host.GantryOutputAsync("save", "-q", "--format", "oci-archive", "-o", podman.PathOf("cp.tar"), "localhost/cp");
            await podman.OutputAsync("load", "-q", "-i", podman.PathOf("cp.tar"));
            await podman.OutputAsync("container", "restore", "localhost/cp");
        }
        else
        {
            await host.GantryOutputAsync(["container", "checkpoint", .. Export(way, podman.PathOf("app.tar")), "app"]);
            await podman.OutputAsync(["container", "restore", "--import", podman.PathOf("app.tar"), .. Rename(way)]);
        }

        var before = way == Way.Image ? [] : await host.ReadLinesAsync("app");
        await RequireGoneOnAsync(
            before.Count,
            () => podman.ReadLinesAsync(name),
            (container, command) => podman.OutputAsync(["exec", container, .. command]),
            name,
            way);
    }

    private static string[] Export(Way way, string path) => way switch
    {
        Way.Gzip => ["--compress", "gzip", "--export", path],
        Way.Plain => ["--compress", "none", "--export", path],
        _ => ["--export", path],
    };

    /// <summary>Both engines have a network of the same name, as two hosts would; the container has a fixed address on it.</summary>
    private static async Task<string[]> NetworkAsync(
        Way way, Func<string[], Task<string>> podman, Func<string[], Task<string>> gantry)
    {
        if (way != Way.Network)
        {
            return ["--network", "none"];
        }

        string[] create = ["network", "create", "--subnet", Subnet, "--disable-dns", "interop"];
        await podman(create);
        await gantry(create);
        return ["--network", $"interop:ip={Address}"];
    }

    private static string[] Rename(Way way) => way == Way.Renamed ? ["--name", "other"] : [];

    private static Task FillAsync(Func<string[], Task> run) => run(
    [
        "sh", "-c",
        "echo kept > /data/file; ln /data/file /data/hard; ln -s file /data/soft; mkfifo /data/fifo; mkdir -m 2750 /data/d; "
            + "chown 1000:1000 /data/d; echo shared > /dev/shm/x; chmod 600 /dev/shm/x",
    ]);

    /// <summary>It counts on without a gap, and every place has what it had. Old lines do not come with an image.</summary>
    private static async Task RequireGoneOnAsync(
        int before,
        Func<Task<IReadOnlyList<string>>> lines,
        Func<string, string[], Task<string>> exec,
        string name,
        Way way)
    {
        await TestHost.EventuallyAsync(async () => (await lines()).Count > before + 3, "it counts on");
        var numbers = (await lines()).Select(int.Parse).ToArray();
        Assert.Equal(Enumerable.Range(way == Way.Image ? numbers[0] : 1, numbers.Length), numbers);
        Assert.True(numbers[0] == 1 || (way == Way.Image && numbers[0] > 5), $"it began with {numbers[0]}");
        var seen = await exec(name, ["sh", "-c",
            "tail -n 1 /etc/passwd; cat /etc/new.conf /data/file /dev/shm/x; readlink /data/soft; stat -c %h /data/file; "
                + "stat -c '%F %a %u:%g' /data/fifo /data/d; stat -c %a /dev/shm/x; ls /etc/deleted.conf 2>/dev/null || echo gone"]);
        Assert.Equal(
            "# changed\nnew\nkept\nshared\nfile\n2\nfifo 644 0:0\ndirectory 2750 1000:1000\n600\ngone", seen.TrimEnd('\n'));
        if (way == Way.Network)
        {
            Assert.Contains(Address + "/24", await exec(name, ["ip", "address"]), StringComparison.Ordinal);
        }
    }
}
