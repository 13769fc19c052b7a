namespace Gantry.Linux.Tests;

public sealed class NetworkNamespaceTests : IDisposable
{
    private const string Folder = "/run/netns";

    private readonly string _name = $"gantry-lt-{Guid.NewGuid():N}"[..20];
    private readonly string _path;

    public NetworkNamespaceTests()
    {
        _path = Path.Join(Folder, _name);
        Directory.CreateDirectory(Folder);
    }

    public void Dispose() => NetworkNamespace.Delete(_path);

    [RootFact]
    public void A_namespace_has_a_name_until_it_is_deleted_and_nobody_here_is_in_it()
    {
        var own = Link("/proc/self/ns/net");

        NetworkNamespace.Create(_path);
        NetworkNamespace.Create(_path);

        Assert.True(Mounts.IsMounted(_path));
        Assert.Equal(own, Link("/proc/thread-self/ns/net"));
        NetworkNamespace.Delete(_path);
        NetworkNamespace.Delete(_path);
        Assert.False(File.Exists(_path));
    }

    [RootFact]
    public async Task The_outer_end_of_a_link_goes_down_while_inner_addresses_stay()
    {
        var outer = "glt" + _name[^8..];
        NetworkNamespace.Create(_path);
        await IpAsync("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", _name);
        await IpAsync("-netns", _name, "address", "add", "10.214.1.2/24", "dev", "eth0");
        await IpAsync("-netns", _name, "link", "set", "eth0", "up");
        await IpAsync("link", "set", outer, "up");

        var isPair = VethLink.TrySetUp(_path, "eth0", isUp: false);
        var down = await IpAsync("-o", "link", "show", outer);
        var routes = await IpAsync("-netns", _name, "route");
        VethLink.TrySetUp(_path, "eth0", isUp: true);
        var up = await IpAsync("-o", "link", "show", outer);

        Assert.True(isPair);
        Assert.DoesNotContain("UP", Flags(down), StringComparison.Ordinal);
        Assert.Contains("10.214.1.0/24", routes, StringComparison.Ordinal);
        Assert.Contains("UP", Flags(up), StringComparison.Ordinal);
        await IpAsync("link", "delete", outer);
    }

    [RootFact]
    public void A_link_that_is_no_pair_or_not_there_is_left_alone()
    {
        NetworkNamespace.Create(_path);

        Assert.False(VethLink.TrySetUp(_path, "lo", isUp: false));
        Assert.False(VethLink.TrySetUp(_path, "eth7", isUp: false));
    }

    [RootFact]
    public async Task A_silent_namespace_drops_what_it_would_send_until_it_may_speak_again()
    {
        NetworkNamespace.Create(_path);

        SilentNamespace.Set(_path, isSilent: true);
        SilentNamespace.Set(_path, isSilent: true);
        var silent = await IpAsync("-netns", _name, "rule");
        SilentNamespace.Set(_path, isSilent: false);
        SilentNamespace.Set(_path, isSilent: false);
        var speaking = await IpAsync("-netns", _name, "rule");

        Assert.Contains("1:\tfrom all ipproto tcp blackhole", silent, StringComparison.Ordinal);
        Assert.DoesNotContain("blackhole", speaking, StringComparison.Ordinal);
    }

    private static string Link(string path) => new FileInfo(path).LinkTarget!;

    private static string Flags(string link) => link[link.IndexOf('<')..link.IndexOf('>')];

    private static async Task<string> IpAsync(params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/usr/sbin/ip", Arguments = arguments }, default);
        Assert.True(result.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {result.StandardError}");
        return result.StandardOutput;
    }
}
