using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Model;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("17b", 17)]
    [InlineData("100k", 102_400)]
    [InlineData("64m", 67_108_864)]
    [InlineData("64MB", 67_108_864)]
    [InlineData("64MiB", 67_108_864)]
    [InlineData("1g", 1_073_741_824)]
    [InlineData("1.5g", 1_610_612_736)]
    [InlineData("1 g", 1_073_741_824)]
    [InlineData("2T", 2_199_023_255_552)]
    [InlineData("1p", 1_125_899_906_842_624)]
    [InlineData(".5k", 512)]
    public void Sizes_are_read_with_units_of_1024(string text, long bytes)
    {
        var size = ByteSize.Parse(text);

        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("12x")]
    [InlineData("12kbb")]
    [InlineData("12bb")]
    [InlineData("1,5g")]
    [InlineData("1e3")]
    [InlineData("9999999p")]
    [InlineData("1.2.3k")]
    public void What_is_no_size_is_refused(string text)
    {
        var error = Assert.Throws<GantryException>(() => ByteSize.Parse(text));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal($"invalid size: '{text}'", error.Message);
    }
}
