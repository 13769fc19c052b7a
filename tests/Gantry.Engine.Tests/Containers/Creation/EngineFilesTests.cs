using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class EngineFilesTests : IDisposable
{
    private readonly CreationHost _host = new();
    private readonly EngineFilesContext _context;

    public EngineFilesTests()
    {
        _context = new EngineFilesContext
        {
            RunDirectory = _host.Run,
            HostHostname = "host",
            HostAddress = "192.0.2.2",
            HostsFile = Path.Join(_host.Folder, "hosts"),
            ResolvConf = Path.Join(_host.Folder, "resolv.conf"),
        };
        File.WriteAllText(_context.HostsFile, "# mine\n127.0.0.1 localhost\n 10.0.0.1\tdb  db.lan # base\n\n1.2.3.4\n");
        File.WriteAllText(_context.ResolvConf, "search lan\nnameserver 127.0.0.11\nnameserver 10.0.0.53 # x\nnameserver ::5\n");
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Without_a_network_the_files_are_Podmans()
    {
        EngineFiles.Write(Make(new NetworkSpec()), _context);

        Assert.Equal(
            $"127.0.0.1\tlocalhost\n10.0.0.1\tdb db.lan\n192.0.2.2\thost.containers.internal\n"
            + $"127.0.0.1\t{CreationHost.Id.ShortForm} test\n",
            Read("hosts"));
        Assert.Equal(CreationHost.Id.ShortForm, Read("hostname"));
        Assert.Equal("", Read(".containerenv"));
        Assert.False(File.Exists(Path.Join(_host.Run, "resolv.conf")));
        Assert.Equal(0x1A4, (int)File.GetUnixFileMode(Path.Join(_host.Run, "hosts")));
    }

    [Fact]
    public void In_the_hosts_network_the_host_is_repeated()
    {
        EngineFiles.Write(Make(new NetworkSpec { Mode = "host", AddedHosts = ["x:9.9.9.9", "six:::1"] }), _context);

        Assert.Equal(
            "9.9.9.9\tx\n::1\tsix\n127.0.0.1\tlocalhost\n10.0.0.1\tdb db.lan\n192.0.2.2\thost.containers.internal\n",
            Read("hosts"));
        Assert.Equal("host", Read("hostname"));
        Assert.Equal("search lan\nnameserver 127.0.0.11\nnameserver 10.0.0.53\nnameserver ::5\n", Read("resolv.conf"));
    }

    [Fact]
    public void In_a_network_of_its_own_it_has_its_own_line_and_no_loopback_resolver()
    {
        var context = _context with { Addresses = ["10.88.0.2"], NetworkNameServers = ["10.88.0.1"], NetworkSearches = ["dns.podman"] };

        EngineFiles.Write(Make(new NetworkSpec { Mode = "bridge" }, "web"), context);

        Assert.EndsWith("10.88.0.2\tweb test\n", Read("hosts"), StringComparison.Ordinal);
        Assert.Equal("web", Read("hostname"));
        Assert.Equal("search dns.podman lan\nnameserver 10.88.0.1\nnameserver 10.0.0.53\n", Read("resolv.conf"));
    }

    [Theory]
    [InlineData("nameserver 127.0.0.1\n", "nameserver 8.8.8.8\nnameserver 8.8.4.4\n")]
    [InlineData("", "nameserver 8.8.8.8\nnameserver 8.8.4.4\n")]
    [InlineData("nameserver 1.1.1.1\noptions edns0\n", "nameserver 1.1.1.1\noptions edns0\n")]
    public void Where_the_host_has_only_resolvers_of_its_own_public_ones_are_used(string hosts, string expected)
    {
        File.WriteAllText(_context.ResolvConf, hosts);

        var text = ResolvConf.Build(new NetworkSpec { Mode = "bridge" }, _context);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("9.9.9.9", "example.org", "ndots:2", "search example.org\nnameserver 9.9.9.9\noptions ndots:2\n")]
    [InlineData("9.9.9.9", "", "", "search lan\nnameserver 9.9.9.9\n")]
    [InlineData("", "example.org", "", "search example.org lan\nnameserver 127.0.0.11\nnameserver 10.0.0.53\nnameserver ::5\n")]
    [InlineData("9.9.9.9", ".", "", "nameserver 9.9.9.9\n")]
    public void What_the_person_says_about_names_wins(string server, string search, string option, string expected)
    {
        var dns = new DnsSpec
        {
            Servers = server.Length > 0 ? [server] : [],
            Searches = search.Length > 0 ? [search] : [],
            Options = option.Length > 0 ? [option] : [],
        };

        var text = ResolvConf.Build(new NetworkSpec { Mode = "host", Dns = dns }, _context);

        Assert.Equal(expected, text);
    }

    [Fact]
    public void A_container_that_joins_a_network_uses_the_others_files()
    {
        EngineFiles.Write(Make(new NetworkSpec { Mode = $"container:{CreationHost.Id}" }), _context);

        Assert.Equal([".containerenv", "hostname"], Directory.GetFiles(_host.Run).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_privileged_container_is_told_which_it_is()
    {
        var container = CreationHost.MakeContainer(
            CreationHost.MakeRequest() with { Security = new SecuritySpec { Privileged = true } });

        EngineFiles.Write(container, _context);

        Assert.Equal(
            $"engine=\"gantry-{typeof(EngineFiles).Assembly.GetName().Version!.ToString(3)}\"\nname=\"test\"\n"
            + $"id=\"{CreationHost.Id}\"\nimage=\"localhost/fixture:1\"\nimageid=\"{Digest.Of([1]).Hex}\"\nrootless=0\n",
            Read(".containerenv"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData(":1.2.3.4")]
    [InlineData("x:")]
    public void A_wrong_host_entry_is_refused(string entry)
    {
        var container = Make(new NetworkSpec { AddedHosts = [entry] });

        var error = Assert.Throws<GantryException>(() => EngineFiles.Write(container, _context));

        Assert.Equal($"unable to parse host entry \"{entry}\": it must be NAME:ADDRESS", error.Message);
    }

    private static Container Make(NetworkSpec network, string? hostname = null) =>
        CreationHost.MakeContainer(CreationHost.MakeRequest() with { Network = network, Hostname = hostname });

    private string Read(string name) => File.ReadAllText(Path.Join(_host.Run, name));
}
