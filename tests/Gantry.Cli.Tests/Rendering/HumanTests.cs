using Gantry.Cli.Rendering;

namespace Gantry.Cli.Tests.Rendering;

public sealed class HumanTests
{
    [Theory]
    [InlineData(0, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(125, "2 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(2 * 3600, "2 hours")]
    [InlineData(3 * 86400, "3 days")]
    [InlineData(15 * 86400, "2 weeks")]
    [InlineData(90 * 86400, "3 months")]
    [InlineData(800 * 86400, "2 years")]
    public void Spans_are_written_as_docker_writes_them(int seconds, string text)
    {
        Assert.Equal(text, HumanTime.Format(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(12, "12B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(1_982_305, "1.98MB")]
    [InlineData(12_345_678, "12.3MB")]
    [InlineData(123_456_789, "123MB")]
    [InlineData(5_000_000_000, "5GB")]
    public void Sizes_have_three_digits(long bytes, string text)
    {
        Assert.Equal(text, HumanSize.Format(bytes));
    }
}
