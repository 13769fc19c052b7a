using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;

namespace Gantry.Cli.Tests.Filtering;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("10m", "2026-11-24T07:20:00Z")]
    [InlineData("1h30m", "2026-11-24T06:00:00Z")]
    [InlineData("1795500000", "2026-11-24T06:00:00Z")]
    [InlineData("1795500000.5", "2026-11-24T06:00:00.5Z")]
    [InlineData("2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z")]
    [InlineData("2026-11-24T06:00:00+01:00", "2026-11-24T05:00:00Z")]
    public void A_time_is_a_moment_or_a_duration_ago(string text, string expected)
    {
        var time = TimeText.Parse(text, "since", new FixedTime(TestContext.Now));

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Fact]
    public void Anything_else_is_told_with_its_flag()
    {
        var error = Assert.Throws<UsageException>(() => TimeText.Parse("x", "since", new FixedTime(TestContext.Now)));

        Assert.Equal("parsing --since \"x\": unable to interpret time value", error.Message);
    }
}
