namespace Gantry.Linux.Tests;

public class SignalsTests
{
    [Theory]
    [InlineData("TERM", 15)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sigkill", 9)]
    [InlineData("15", 15)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMAX-1", 63)]
    [InlineData("SIGSYS", 31)]
    [InlineData("CHLD", 17)]
    [InlineData("USR1", 10)]
    public void Names_and_numbers_are_understood(string name, int number)
    {
        Assert.Equal(number, Signals.Parse(name));
        Assert.Equal(number, Signals.Parse(Signals.Name(number)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-9")]
    [InlineData("NOPE")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMINx")]
    public void What_is_no_signal_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Signals.Parse(name));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Groups_and_everyone_are_never_signalled(int pid) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Signals.Send(pid, 15));
}
