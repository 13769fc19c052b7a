using Gantry.Engine.Checkpoints;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class EstablishedConnectionsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Connections_of_the_given_sockets_are_named_by_both_ends()
    {
        File.WriteAllText(
            _path,
            """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0202590A:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0 100 0 0 10 0
               1: 0202590A:0050 0102590A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 12 1 0 20 4 30 10 -1
               2: 0202590A:0050 0102590A:9C41 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0
               3: 0202590A:0050 0102590A:9C42 08 00000000:00000000 00:00000000 00000000     0        0 13 1 0 20 4 30 10 -1

            """);

        var found = EstablishedConnections.Read(_path, new HashSet<string> { "socket:[11]", "socket:[12]", "socket:[0]" });

        Assert.Equal(["10.89.2.2:80 with 10.89.2.1:40000"], found);
    }

    [Fact]
    public void Addresses_of_version_6_are_read_and_mapped_ones_shown_plainly()
    {
        File.WriteAllText(
            _path,
            """
              sl  local_address                         remote_address                        st ...
               0: 0000000000000000FFFF00000202590A:1F90 0000000000000000FFFF00000102590A:9C40 01 0:0 00:0 0 0 0 7 1
               1: 000000FD000000000000000001000000:1F90 000000FD000000000000000002000000:9C40 01 0:0 00:0 0 0 0 8 1

            """);

        var found = EstablishedConnections.Read(_path, new HashSet<string> { "socket:[7]", "socket:[8]" });

        Assert.Equal(["10.89.2.2:8080 with 10.89.2.1:40000", "[fd00::1]:8080 with [fd00::2]:40000"], found);
    }
}
