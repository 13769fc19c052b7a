using System.Text;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Containers;

public sealed class DetachKeysTests
{
    [Fact]
    public void The_keys_detach_and_what_came_before_is_passed_on()
    {
        var keys = new DetachKeys(AttachStreams.DefaultDetachKeys);

        var (pass, detach) = keys.Feed("ls\u0010\u0011rest"u8);

        Assert.True(detach);
        Assert.Equal("ls", Encoding.ASCII.GetString(pass.Span));
    }

    [Fact]
    public void The_keys_detach_also_when_they_come_apart()
    {
        var keys = new DetachKeys(AttachStreams.DefaultDetachKeys);

        var first = keys.Feed("a\u0010"u8);
        var second = keys.Feed("\u0011"u8);

        Assert.Equal("a", Encoding.ASCII.GetString(first.Pass.Span));
        Assert.False(first.Detach);
        Assert.True(second.Detach);
    }

    [Fact]
    public void A_beginning_that_goes_on_otherwise_is_passed_on_whole()
    {
        var keys = new DetachKeys(AttachStreams.DefaultDetachKeys);

        var (pass, detach) = keys.Feed("\u0010x\u0010\u0010y"u8);

        Assert.False(detach);
        Assert.Equal("\u0010x\u0010\u0010y", Encoding.ASCII.GetString(pass.Span));
    }

    [Fact]
    public void Without_keys_everything_is_passed_on()
    {
        var (pass, detach) = new DetachKeys("").Feed("\u0010\u0011"u8);

        Assert.False(detach);
        Assert.Equal(2, pass.Length);
    }

    [Theory]
    [InlineData("ctrl-1")]
    [InlineData("ab")]
    [InlineData("ctrl-a,,b")]
    public void What_is_no_key_is_refused(string keys)
    {
        Assert.Equal(ErrorCode.Invalid, Assert.Throws<GantryException>(() => new DetachKeys(keys)).Code);
    }
}
