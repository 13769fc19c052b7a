using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>Networks, ports and name resolution of a new container.</summary>
internal sealed class NetworkOptions : IOptionGroup
{
    private readonly Option<IReadOnlyList<string>> _networks = Flag.Array(
        "network", null, "Network: none, host, container:NAME, ns:PATH or NAME[:ip=…,mac=…,alias=…,interface_name=…]");

    private readonly Option<IReadOnlyList<string>> _ports = Flag.List(
        "publish", "p", "Publish a port, [[ADDRESS:]HOSTPORT:]PORT[/PROTOCOL]");

    private readonly Option<string?> _ip = Flag.Text("ip", null, "Fixed IPv4 address");
    private readonly Option<string?> _macAddress = Flag.Text("mac-address", null, "Fixed hardware address");
    private readonly Option<IReadOnlyList<string>> _aliases = Flag.List(
        "network-alias", null, "Other name on its networks");
    private readonly Option<IReadOnlyList<string>> _dns = Flag.List("dns", null, "Name server");
    private readonly Option<IReadOnlyList<string>> _dnsSearch = Flag.List("dns-search", null, "Search domain");
    private readonly Option<IReadOnlyList<string>> _dnsOptions = Flag.List("dns-option", null, "Resolver option");
    private readonly Option<IReadOnlyList<string>> _hosts = Flag.List(
        "add-host", null, "Line of /etc/hosts, NAME:ADDRESS");

    /// <inheritdoc/>
    public IEnumerable<Option> Options =>
        [_networks, _ports, _ip, _macAddress, _aliases, _dns, _dnsSearch, _dnsOptions, _hosts];

    /// <summary>What was asked for.</summary>
    public NetworkSpec Read(Invocation invocation)
    {
        var (mode, attachments) = ParseNetworks(invocation.Get(_networks));
        attachments = WithStatics(invocation, attachments, mode);
        return new NetworkSpec
        {
            Mode = mode,
            Attachments = attachments,
            Ports = [.. invocation.Get(_ports).Select(PortMapping.Parse)],
            Dns = new DnsSpec
            {
                Servers = invocation.Get(_dns),
                Searches = invocation.Get(_dnsSearch),
                Options = invocation.Get(_dnsOptions),
            },
            AddedHosts = invocation.Get(_hosts),
        };
    }

    private static (string Mode, IReadOnlyList<NetworkAttachment> Attachments) ParseNetworks(
        IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return (new NetworkSpec().Mode, []);
        }

        var isMode = texts[0] is "none" or "host"
            || texts[0].StartsWith("container:", StringComparison.Ordinal)
            || texts[0].StartsWith("ns:", StringComparison.Ordinal);
        if (isMode)
        {
            return texts.Count == 1
                ? (texts[0], [])
                : throw new UsageException(
                    $"cannot set multiple networks with network mode {texts[0]}: invalid argument");
        }

        // A bare "bridge" is the default network, whichever that is.
        return ("bridge", [.. texts.Where(text => text is not ("bridge" or "private")).SelectMany(ParseNames)]);
    }

    /// <summary><c>a,b</c> are two networks; <c>a:ip=…,mac=…</c> is one.</summary>
    private static IEnumerable<NetworkAttachment> ParseNames(string text) =>
        text.Contains(':', StringComparison.Ordinal)
            ? [ParseAttachment(text)]
            : text.Split(',').Select(ParseAttachment);

    private static NetworkAttachment ParseAttachment(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var attachment = new NetworkAttachment { Network = colon < 0 ? text : text[..colon] };
        if (attachment.Network.Length == 0)
        {
            throw new UsageException($"network name cannot be empty in \"{text}\": invalid argument");
        }

        var options = colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return options.Aggregate(attachment, WithOption);
    }

    private static NetworkAttachment WithOption(NetworkAttachment attachment, string option) =>
        KeyValues.Split(option) switch
        {
            ("ip" or "ip6", { } address) =>
                attachment with { StaticAddresses = [.. attachment.StaticAddresses, address] },
            ("mac", { } address) => attachment with { StaticMac = address },
            ("interface_name", { } name) => attachment with { InterfaceName = name },
            ("alias", { } alias) => attachment with { Aliases = [.. attachment.Aliases, alias] },
            _ => throw new UsageException(
                $"invalid option \"{option}\" for network \"{attachment.Network}\": invalid argument"),
        };

    private IReadOnlyList<NetworkAttachment> WithStatics(
        Invocation invocation, IReadOnlyList<NetworkAttachment> attachments, string mode)
    {
        var (ip, mac, aliases) = (invocation.Get(_ip), invocation.Get(_macAddress), invocation.Get(_aliases));
        if (ip is null && mac is null && aliases.Count == 0)
        {
            return attachments;
        }

        if (mode != "bridge" || attachments.Count != 1)
        {
            throw new UsageException(
                "--ip, --mac-address and --network-alias need exactly one named network (--network NAME)");
        }

        return
        [
            attachments[0] with
            {
                StaticAddresses = ip is null ? attachments[0].StaticAddresses : [ip],
                StaticMac = mac ?? attachments[0].StaticMac,
                Aliases = [.. attachments[0].Aliases, .. aliases],
            },
        ];
    }
}
