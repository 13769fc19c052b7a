using System.Text;
using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Archive;

public sealed class PaxTimeTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("1.5", 1, 500_000_000)]
    [InlineData("-1.25", -2, 750_000_000)]
    [InlineData("-0.000000001", -1, 999_999_999)]
    [InlineData("-7", -7, 0)]
    [InlineData("9223372036854775807.000000001", long.MaxValue, 1)]
    public void Times_are_read_and_written_to_the_nanosecond(string text, long seconds, int nanoseconds)
    {
        var time = new UnixTime(seconds, nanoseconds);
        var formatted = new byte[40];

        Assert.Equal(time, PaxTime.Parse(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(formatted, 0, PaxTime.Format(time, formatted)));
    }

    [Theory]
    [InlineData("1.", 1, 0)]
    [InlineData("1.1234567899", 1, 123_456_789)]
    public void Missing_and_surplus_digits_are_accepted(string text, long seconds, int nanoseconds)
    {
        Assert.Equal(new UnixTime(seconds, nanoseconds), PaxTime.Parse(Encoding.ASCII.GetBytes(text)));
    }

    [Theory]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.5.5")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData("9223372036854775808")]
    public void Other_texts_are_refused(string text)
    {
        Assert.Throws<InvalidDataException>(() => PaxTime.Parse(Encoding.ASCII.GetBytes(text)));
    }
}
