using System.Net;
using System.Net.Sockets;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A container's /etc/resolv.conf, as Podman makes it (containers/common, libnetwork/resolvconf).</summary>
internal static class ResolvConf
{
    // Podman's and Docker's, where the host has only resolvers of its own machine.
    private static readonly string[] s_publicServers = ["8.8.8.8", "8.8.4.4"];

    /// <summary>
    /// The person's settings; what they leave open is taken from the networks and the host. The host's servers on
    /// loopback addresses are left out unless the container is in the host's network.
    /// </summary>
    public static string Build(NetworkSpec network, EngineFilesContext context)
    {
        var hosts = ReadHosts(network, context);
        var dns = network.Dns;
        var isOpen = dns.Servers.Count == 0;
        string[] servers = isOpen ? [.. context.NetworkNameServers, .. hosts.Servers] : [.. dns.Servers];
        var searches = dns.Searches.Count > 0 || !isOpen ? dns.Searches : context.NetworkSearches;
        searches = dns.Searches.Contains(".") ? []
            : searches.Count == 0 || isOpen ? [.. searches, .. hosts.Searches]
            : searches;
        IReadOnlyList<string> settings = dns.Options.Count == 0 || isOpen ? [.. dns.Options, .. hosts.Settings] : dns.Options;
        return (searches.Count > 0 ? $"search {string.Join(' ', searches)}\n" : "")
            + string.Concat(servers.Select(server => $"nameserver {server}\n"))
            + (settings.Count > 0 ? $"options {string.Join(' ', settings)}\n" : "");
    }

    private static Configuration ReadHosts(NetworkSpec network, EngineFilesContext context)
    {
        var own = Read(context.ResolvConf);
        if (network.Mode == "host")
        {
            return own;
        }

        var hasIPv6 = context.Addresses.Any(address => address.Contains(':', StringComparison.Ordinal));
        var configuration = own.Servers is [var only] && FileBehind(only) is { } path ? Read(path) : own;
        string[] servers = [.. configuration.Servers.Where(server => IsReachable(server, hasIPv6))];
        return configuration with { Servers = servers.Length > 0 ? servers : s_publicServers };
    }

    /// <summary>Where a resolver on this machine keeps the servers that it asks itself. Null: nowhere we know.</summary>
    private static string? FileBehind(string server)
    {
        var path = server switch
        {
            "127.0.0.53" => "/run/systemd/resolve/resolv.conf",
            "127.0.0.1" => "/run/NetworkManager/no-stub-resolv.conf",
            _ => null,
        };
        return File.Exists(path) ? path : null;
    }

    private static bool IsReachable(string server, bool hasIPv6) =>
        IPAddress.TryParse(server, out var address)
        && !IPAddress.IsLoopback(address)
        && (hasIPv6 || address.AddressFamily == AddressFamily.InterNetwork);

    private static Configuration Read(string path)
    {
        var lines = File.Exists(path)
            ? File.ReadAllLines(path)
                .Select(line => line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length > 0)
                .ToArray()
            : [];
        return new Configuration(
            [.. lines.Where(fields => fields is ["nameserver", _]).Select(fields => fields[1])],
            Last("search"),
            Last("options"));

        string[] Last(string keyword) => lines.LastOrDefault(fields => fields[0] == keyword)?[1..] ?? [];
    }

    private sealed record Configuration(string[] Servers, string[] Searches, string[] Settings);
}
