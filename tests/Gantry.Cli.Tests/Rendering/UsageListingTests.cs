using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Tests.Rendering;

public sealed class UsageListingTests
{
    private static readonly ContainerUsage s_now = new()
    {
        Id = ContainerId.Parse(new string('a', 64)),
        Name = "web",
        IsRunning = true,
        Taken = TestContext.Now,
        Started = TestContext.Now.AddSeconds(-100),
        ProcessorTime = TimeSpan.FromSeconds(10),
        MemoryBytes = 250_000,
        MemoryLimitBytes = 1_000_000,
        ReceivedBytes = 1,
        SentBytes = 2000,
        Processes = 3,
    };

    [Fact]
    public void The_share_of_the_processor_is_since_the_look_before() =>
        Assert.Equal(
            50,
            UsageListing.ProcessorPercent(
                s_now, s_now with { Taken = TestContext.Now.AddSeconds(-2), ProcessorTime = TimeSpan.FromSeconds(9) }));

    [Fact]
    public void Without_a_look_before_it_is_since_the_start() => Assert.Equal(10, UsageListing.ProcessorPercent(s_now, null));

    [Fact]
    public void Counters_of_an_earlier_start_are_not_compared_with() =>
        Assert.Equal(10, UsageListing.ProcessorPercent(s_now, s_now with { ProcessorTime = TimeSpan.FromSeconds(11) }));

    [Fact]
    public void A_row_is_as_Podmans()
    {
        var text = new UsageListing(truncate: true).Render(
            [(s_now, null)], "{{.ID}} {{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.NetIO}} {{.PIDS}} {{.UpTime}}");

        Assert.Equal("aaaaaaaaaaaa web 10.00% 250kB / 1MB 25.00% 1B / 2kB 3 10s\n", text);
    }

    [Fact]
    public void A_container_that_does_not_run_has_no_numbers()
    {
        var text = new UsageListing(truncate: true).Render([(s_now with { IsRunning = false }, null)], "{{.CPUPerc}} {{.NetIO}} {{.PIDS}}");

        Assert.Equal("-- -- / -- --\n", text);
    }

    [Fact]
    public void Json_has_Podmans_names() => Assert.Contains(
        "\"cpu_percent\": \"10.00%\"", new UsageListing(truncate: true).Render([(s_now, null)], "json"), StringComparison.Ordinal);
}
