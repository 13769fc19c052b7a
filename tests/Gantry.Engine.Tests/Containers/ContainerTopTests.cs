using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;

namespace Gantry.Engine.Tests.Containers;

public sealed class ContainerTopTests
{
    private const string Stat =
        "4242 (a) b (c) S 4200 4242 4242 34817 4242 4194560 120 0 0 0 150 50 0 0 20 5 1 0 100000 10485760 256 "
        + "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0";

    private const string Status = "Name:\ta\nUid:\t0\t1000\t0\t0\nGid:\t0\t100\t0\t0\nGroups:\t10 20 \nNSpid:\t4242\t17\t3\nCapInh:\t0000000000000000\n"
        + "CapPrm:\t0000000000000003\nCapEff:\t000001ffffffffff\nCapBnd:\t0000000000000001\nCapAmb:\t0000000000000000\nSeccomp:\t2\n";

    private static readonly TopHost s_host =
        new(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new UserDatabase("root:x:0:0::/:/bin/sh\nann:x:1000:100::/:/bin/sh\n", "root:x:0:\nusers:x:100:\nwheel:x:10:\n"))
        {
            Uptime = TimeSpan.FromSeconds(1100),
        };

    [Theory]
    [InlineData("user", "ann")]
    [InlineData("pid", "3")]
    [InlineData("ppid", "1")]
    [InlineData("hpid", "4242")]
    [InlineData("pcpu", "2.000")]
    [InlineData("etime", "1m40s")]
    [InlineData("time", "2s")]
    [InlineData("tty", "pts/1")]
    [InlineData("args", "sh -c x")]
    [InlineData("comm", "a) b (c")]
    [InlineData("nice", "5")]
    [InlineData("vsz", "10240")]
    [InlineData("%p", "3")]
    [InlineData("group", "users")]
    [InlineData("rgroup", "root")]
    [InlineData("ruser", "root")]
    [InlineData("groups", "wheel,20")]
    [InlineData("hgroup", "100")]
    [InlineData("hgroups", "10,20")]
    [InlineData("capinh", "none")]
    [InlineData("capprm", "CHOWN,DAC_OVERRIDE")]
    [InlineData("capeff", "full")]
    [InlineData("seccomp", "filter")]
    [InlineData("label", "unconfined")]
    public void Columns_are_those_of_Podman(string column, string expected)
    {
        var process = ObservedProcess.Parse(4242, Stat, Status, "sh\0-c\0x\0", "unconfined\n");

        var text = TopColumns.Format(column, process, s_host, new Dictionary<int, int> { [4242] = 3, [4200] = 1 });

        Assert.Equal(expected, text);
    }

    [Fact]
    public void A_process_without_a_command_line_shows_its_name()
    {
        Assert.Equal("[a) b (c]", ObservedProcess.Parse(4242, Stat, Status, "", "").CommandLine);
    }

    [Fact]
    public void The_default_columns_have_Podmans_titles()
    {
        Assert.Equal(
            ["USER", "PID", "PPID", "%CPU", "ELAPSED", "TTY", "TIME", "COMMAND"],
            ContainerTop.DefaultColumns.Select(TopColumns.TitleOf));
    }

    [Fact]
    public void The_last_column_of_ps_keeps_its_blanks()
    {
        var list = ContainerTop.Split("PID   USER     COMMAND\n    1 root     sh -c sleep 1\n");

        Assert.Equal(["PID", "USER", "COMMAND"], list.Titles);
        Assert.Equal(["1", "root", "sh -c sleep 1"], list.Processes.Single());
    }
}
