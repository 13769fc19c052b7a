using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Model;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1s", 1_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("300ms", 300)]
    [InlineData("-2s", -2_000)]
    [InlineData("+1h1m1s1ms", 3_661_001)]
    [InlineData("1000us", 1)]
    [InlineData("1000µs", 1)]
    [InlineData("1000000ns", 1)]
    [InlineData(".5s", 500)]
    public void Durations_are_read_as_Go_reads_them(string text, long milliseconds)
    {
        var duration = GoDuration.Parse(text);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("-", "time: invalid duration \"-\"")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5x", "time: unknown unit \"x\" in duration \"5x\"")]
    [InlineData("s", "time: invalid duration \"s\"")]
    [InlineData("1..5s", "time: invalid duration \"1..5s\"")]
    [InlineData("1s5", "time: missing unit in duration \"1s5\"")]
    [InlineData("99999999999999h", "time: invalid duration \"99999999999999h\"")]
    [InlineData("99999999999999999999999999999999h", "time: invalid duration \"99999999999999999999999999999999h\"")]
    [InlineData("9999999999999999999999999999h", "time: invalid duration \"9999999999999999999999999999h\"")]
    public void What_is_no_duration_is_refused(string text, string message)
    {
        var error = Assert.Throws<GantryException>(() => GoDuration.Parse(text));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(10_000_000, "1s")]
    [InlineData(900_000_000, "1m30s")]
    [InlineData(36_000_000_000, "1h0m0s")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(3_000_000, "300ms")]
    [InlineData(15, "1.5µs")]
    [InlineData(1, "100ns")]
    [InlineData(-900_000_000, "-1m30s")]
    public void Durations_are_written_as_Go_writes_them(long ticks, string text)
    {
        var written = GoDuration.Format(TimeSpan.FromTicks(ticks));

        Assert.Equal(text, written);
        Assert.Equal(TimeSpan.FromTicks(ticks), GoDuration.Parse(written));
    }
}
