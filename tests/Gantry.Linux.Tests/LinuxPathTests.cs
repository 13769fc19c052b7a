namespace Gantry.Linux.Tests;

public class LinuxPathTests
{
    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF, 0x62 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xED, 0xB2, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, 0xDC, 0x80 })]
    [InlineData(new byte[] { 0xC3, 0xA4, 0xE4 })]
    [InlineData(new byte[0])]
    public void Any_bytes_survive_the_way_to_text_and_back(byte[] bytes)
    {
        var text = LinuxPath.FromBytes(bytes);

        Assert.Equal(bytes, LinuxPath.ToBytes(text));
    }

    [Fact]
    public void Random_bytes_survive_the_way_to_text_and_back()
    {
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);

            Assert.Equal(bytes, LinuxPath.ToBytes(LinuxPath.FromBytes(bytes)));
        }
    }

    [Fact]
    public void Invalid_bytes_are_escaped_one_by_one_as_python_does()
    {
        var text = LinuxPath.FromBytes([0x61, 0xE2, 0x82, 0x62]);

        Assert.Equal("a\uDCE2\uDC82b", text);
        Assert.True(LinuxPath.HasEscapedBytes(text));
        Assert.False(LinuxPath.HasEscapedBytes("a😀ä"));
    }

    [Fact]
    public void A_surrogate_that_stands_for_no_byte_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LinuxPath.ToBytes("a\uD800b"));
        Assert.Throws<ArgumentException>(() => LinuxPath.ToBytes("a\uDC7F"));
    }
}
