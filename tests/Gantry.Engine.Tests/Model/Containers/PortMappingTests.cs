using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Model.Containers;

public class PortMappingTests
{
    [Theory]
    [InlineData("80", "", 0, 80, 1, "tcp")]
    [InlineData("8080:80", "", 8080, 80, 1, "tcp")]
    [InlineData(":80", "", 0, 80, 1, "tcp")]
    [InlineData("127.0.0.1:8080:80/udp", "127.0.0.1", 8080, 80, 1, "udp")]
    [InlineData("127.0.0.1::80", "127.0.0.1", 0, 80, 1, "tcp")]
    [InlineData("0.0.0.0:8080:80", "", 8080, 80, 1, "tcp")]
    [InlineData("[::1]:8080:80", "::1", 8080, 80, 1, "tcp")]
    [InlineData("8080-8082:80-82/SCTP", "", 8080, 80, 3, "sctp")]
    [InlineData("1-65535", "", 0, 1, 65535, "tcp")]
    public void A_published_port_is_read(
        string text, string address, int hostPort, int containerPort, int range, string protocol)
    {
        var mapping = PortMapping.Parse(text);

        Assert.Equal(
            new PortMapping(address, (ushort)hostPort, (ushort)containerPort, (ushort)range, protocol), mapping);
    }

    [Theory]
    [InlineData("", "must provide a non-empty container port to publish")]
    [InlineData("80/tcp/udp", "invalid port format - protocol can only be specified once")]
    [InlineData("80/icmp", "invalid protocol \"icmp\": must be tcp, udp or sctp")]
    [InlineData("a:b:c:d", "invalid port format - format is [[hostIP:]hostPort:]containerPort")]
    [InlineData("x", "parsing container port: invalid port number \"x\"")]
    [InlineData("0", "parsing container port: port numbers must be between 1 and 65535 (inclusive), got 0")]
    [InlineData("65536", "parsing container port: port numbers must be between 1 and 65535 (inclusive), got 65536")]
    [InlineData("80-70", "parsing container port: the end port of a range must be higher than the start port - 70 is not higher than 80")]
    [InlineData("1-2:80", "host and container port ranges have different lengths: 2 vs 1")]
    [InlineData("nohost:1:2", "cannot parse \"nohost\" as an IP address")]
    [InlineData("[::1]80", "invalid port format - IPv6 address must be followed by a colon (':')")]
    [InlineData("[::1]:80", "invalid port format - must provide host and destination port if specifying an IP")]
    public void A_wrong_port_is_refused(string text, string message)
    {
        var error = Assert.Throws<GantryException>(() => PortMapping.Parse(text));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Equal(message, error.Message);
    }
}
