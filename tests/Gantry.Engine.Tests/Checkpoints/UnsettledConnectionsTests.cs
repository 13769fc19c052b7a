using Gantry.Engine.Checkpoints;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class UnsettledConnectionsTests
{
    private const string Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    [Theory]
    [InlineData("0A 00000000:00000000 00:00000000 00000000     0        0 11", false)] // listens
    [InlineData("0A 00000000:00000001 00:00000000 00000000     0        0 11", true)] // one waits to be accepted
    [InlineData("01 00000010:00000020 00:00000000 00000000     0        0 12", false)] // a process has it
    [InlineData("04 00000001:00000000 01:00000014 00000000     0        0 0", true)] // FIN_WAIT1, its end not confirmed
    [InlineData("05 00000000:00000000 03:00001770 00000000     0        0 0", false)] // FIN_WAIT2
    [InlineData("06 00000000:00000000 03:00001770 00000000     0        0 0", false)] // TIME_WAIT
    public void What_no_process_has_and_is_not_confirmed_is_unsettled(string rest, bool expected) => Assert.Equal(
        expected, UnsettledConnections.AnyIn([Header, "   0: 0202590A:0050 0102590A:9C40 " + rest + " 1 0 100 0 0 10 0"]));
}
