using System.Net.NetworkInformation;
using System.Net.Sockets;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A container's /etc/hosts, line for line as Podman makes it (containers/common, libnetwork/etchosts).</summary>
internal static class HostsFile
{
    private const string HostName = "host.containers.internal";

    /// <summary>
    /// The person's lines, the host's own, then localhost, the host and the container itself, less names that are there
    /// already.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: a line that is not <c>name:address</c>.</exception>
    public static string Build(Container container, string hostname, EngineFilesContext context)
    {
        Line[] given = [.. container.Spec.Network.AddedHosts.Select(ParseAdded), .. Read(context.HostsFile)];
        var known = given.SelectMany(line => line.Names).ToHashSet();
        var hostAddress = context.HostAddress ?? FindHostAddress();
        string[] own = [hostname, container.Name];
        Line[] made =
        [
            new("127.0.0.1", ["localhost"]),
            new("::1", ["localhost"]),
            .. hostAddress is null ? (Line[])[] : [new(hostAddress, [HostName])],
            .. OwnAddresses(container.Spec.Network, context).Select(address => new Line(address, own)),
        ];
        var missing = made
            .Select(line => line with { Names = [.. line.Names.Where(name => !known.Contains(name))] })
            .Where(line => line.Names.Length > 0);
        return string.Concat(given.Concat(missing).Select(line => $"{line.Address}\t{string.Join(' ', line.Names)}\n"));
    }

    private static IReadOnlyList<string> OwnAddresses(NetworkSpec network, EngineFilesContext context) =>
        network.Mode == "none" ? ["127.0.0.1"] : context.Addresses;

    private static Line ParseAdded(string text)
    {
        var separator = text.IndexOf(':', StringComparison.Ordinal);
        return separator > 0 && separator < text.Length - 1
            ? new Line(text[(separator + 1)..], [text[..separator]])
            : throw new GantryException(
                ErrorCode.Invalid, $"unable to parse host entry \"{text}\": it must be NAME:ADDRESS");
    }

    private static IEnumerable<Line> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        return File.ReadLines(path)
            .Select(line => line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 1)
            .Select(fields => new Line(fields[0], fields[1..]));
    }

    /// <summary>The first IPv4 address of this host that others may reach, else an IPv6 one. Null: none.</summary>
    private static string? FindHostAddress()
    {
        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !System.Net.IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
            .ToArray();
        return (addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork)
            ?? addresses.LastOrDefault())?.ToString();
    }

    private sealed record Line(string Address, string[] Names);
}
