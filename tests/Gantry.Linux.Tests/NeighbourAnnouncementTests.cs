using System.Net;

namespace Gantry.Linux.Tests;

public sealed class NeighbourAnnouncementTests
{
    private static readonly byte[] s_hardware = [0x02, 0x11, 0x22, 0x33, 0x44, 0x55];

    [Fact]
    public void An_IPv4_address_is_announced_by_a_request_for_itself_to_all()
    {
        var frame = NeighbourAnnouncement.Frame(s_hardware, IPAddress.Parse("10.1.2.3"));

        Assert.Equal(
            "FFFFFFFFFFFF" + "021122334455" + "0806"
            + "0001" + "0800" + "06" + "04" + "0001" + "021122334455" + "0A010203" + "000000000000" + "0A010203",
            Convert.ToHexString(frame));
    }

    [Fact]
    public void An_IPv6_address_is_announced_by_an_advertisement_that_overrides()
    {
        var frame = NeighbourAnnouncement.Frame(s_hardware, IPAddress.Parse("fd12::50"));

        const string Address = "FD120000000000000000000000000050";
        const string AllNodes = "FF020000000000000000000000000001";
        Assert.Equal(
            "333300000001" + "021122334455" + "86DD" + "60000000" + "0020" + "3A" + "FF" + Address + AllNodes + "8800",
            Convert.ToHexString(frame.AsSpan(0, 56)));
        Assert.Equal("20000000" + Address + "0201" + "021122334455", Convert.ToHexString(frame.AsSpan(58)));
        Assert.Equal(0xffff, OnesComplementSum(frame));
    }

    // Over a message with a right checksum the sum is all ones (RFC 1071).
    private static int OnesComplementSum(byte[] frame)
    {
        var sum = 32 + 58;
        for (var i = 22; i < frame.Length; i += 2)
        {
            sum += (frame[i] << 8) + frame[i + 1];
        }

        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return sum;
    }
}
