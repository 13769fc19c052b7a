using System.Net;
using Gantry.Engine.Networking;

namespace Gantry.Engine.Tests.Networking;

public sealed class SubnetPoolTests
{
    [Fact]
    public void The_first_subnet_is_Podmans_first()
    {
        var subnet = SubnetPool.FindFree([], [], 0);

        Assert.Equal("10.89.0.0/24", subnet.ToString());
    }

    [Fact]
    public void What_networks_or_routes_use_is_passed_over()
    {
        var subnet = SubnetPool.FindFree([IPNetwork.Parse("10.89.0.0/25")], [IPNetwork.Parse("10.89.1.0/24")], 0);

        Assert.Equal("10.89.2.0/24", subnet.ToString());
    }

    [Fact]
    public void The_search_goes_on_at_the_beginning_of_the_pool()
    {
        var subnet = SubnetPool.FindFree([IPNetwork.Parse("10.255.255.0/24")], [], (167 * 256) - 1);

        Assert.Equal("10.89.0.0/24", subnet.ToString());
    }

    [Fact]
    public void A_full_pool_has_none()
    {
        Assert.Null(SubnetPool.FindFree([IPNetwork.Parse("10.0.0.0/8")], [], 0));
    }

    [Fact]
    public void Routes_are_read_without_the_one_to_everywhere()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(
            path,
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n"
            + "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\n"
            + "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\n");

        var routes = SubnetPool.ReadRoutes(path);

        Assert.Equal("192.0.2.0/24", Assert.Single(routes).ToString());
        File.Delete(path);
    }
}
