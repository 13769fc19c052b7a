using Gantry.Engine.Containers;

namespace Gantry.Engine.Tests.Containers;

/// <summary>Files as the kernel writes them, of both versions.</summary>
public sealed class CgroupCountersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Version_1_counts_by_its_controllers()
    {
        Write("cpuacct.usage", "1500000000\n");
        Write("memory.usage_in_bytes", "4096\n");
        Write("memory.limit_in_bytes", "18446744073709551615\n");
        Write("pids.current", "3\n");
        Write("blkio.throttle.io_service_bytes_recursive", "8:0 Read 100\n8:0 Write 20\n8:0 Total 120\n8:16 Read 1\nTotal 121\n");

        var counters = new CgroupCounters(controller => controller.Length > 0 ? _folder : null);

        Assert.Equal(TimeSpan.FromSeconds(1.5), counters.ProcessorTime());
        Assert.Equal((4096, long.MaxValue), (counters.MemoryBytes(), counters.MemoryLimitBytes()));
        Assert.Equal(3, counters.Processes());
        Assert.Equal((101, 20), counters.BlockBytes());
    }

    [Fact]
    public void Version_2_counts_in_one_folder()
    {
        Write("cpu.stat", "usage_usec 1500000\nuser_usec 1\n");
        Write("memory.current", "4096\n");
        Write("memory.max", "max\n");
        Write("pids.current", "3\n");
        Write("io.stat", "8:0 rbytes=100 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=0\n");

        var counters = new CgroupCounters(_ => _folder);

        Assert.Equal(TimeSpan.FromSeconds(1.5), counters.ProcessorTime());
        Assert.Equal((4096, long.MaxValue), (counters.MemoryBytes(), counters.MemoryLimitBytes()));
        Assert.Equal(3, counters.Processes());
        Assert.Equal((101, 20), counters.BlockBytes());
    }

    [Fact]
    public void A_controller_that_is_not_there_counts_nothing()
    {
        var counters = new CgroupCounters(_ => null);

        Assert.Equal((TimeSpan.Zero, 0, 0, (0L, 0L)), (counters.ProcessorTime(), counters.MemoryBytes(), counters.Processes(), counters.BlockBytes()));
    }

    [Fact]
    public void The_loopback_interface_is_no_network()
    {
        const string Table =
            "Inter-|   Receive                                                |  Transmit\n"
            + " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"
            + "    lo:   999       9    0    0    0     0          0         0      999       9    0    0    0     0       0          0\n"
            + "  eth0:  1000      10    0    0    0     0          0         0      200       2    0    0    0     0       0          0\n"
            + "  eth1:1      10    0    0    0     0          0         0      2       2    0    0    0     0       0          0\n";

        Assert.Equal((1001, 202), NetworkCounters.Parse(Table));
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Join(_folder, name), content);
}
