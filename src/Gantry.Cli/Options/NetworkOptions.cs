using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;

namespace Gantry.Cli.Options;

/// <summary>Networks, ports and name resolution of a new container.</summary>
internal sealed class NetworkOptions : IOptionGroup
{
    private readonly Option<IReadOnlyList<string>> _networks = Flag.Array(
        "network", null, "Network: none, host, container:NAME, ns:PATH or NAME[:ip=…,mac=…,alias=…,interface_name=…]");

    private readonly Option<IReadOnlyList<string>> _ports = Flag.List(
        "publish", "p", "Publish a port, [[ADDRESS:]HOSTPORT:]PORT[/PROTOCOL]");

    private readonly Option<string?> _ip = Flag.Text("ip", null, "Fixed IPv4 address");
    private readonly Option<string?> _ip6 = Flag.Text("ip6", null, "Fixed IPv6 address");
    private readonly Option<bool> _publishAll = Flag.Switch("publish-all", "P", "Publish all ports that the image exposes");
    private readonly Option<bool> _noHosts = Flag.Switch("no-hosts", null, "Leave the image's /etc/hosts as it is");
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
        [
            _networks, _ports, _publishAll, _ip, _ip6, _macAddress, _aliases, _dns, _dnsSearch, _dnsOptions, _hosts,
            _noHosts,
        ];

    /// <summary>What was asked for.</summary>
    public NetworkSpec Read(Invocation invocation)
    {
        var (mode, attachments) = ParseNetworks(invocation.Get(_networks));
        attachments = WithStatics(invocation, attachments, mode);
        return new NetworkSpec
        {
            PublishAll = invocation.Get(_publishAll),
            KeepsImageHosts = invocation.Get(_noHosts),
            Mode = mode.Length == 0 && attachments.Count > 0 ? "bridge" : mode,
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
            return ("", []);
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

        return ("bridge", ParseAttachments(texts));
    }

    /// <summary>Named networks as typed, with their options.</summary>
    /// <exception cref="UsageException">An empty name, or an unknown option.</exception>
    public static IReadOnlyList<NetworkAttachment> ParseAttachments(IEnumerable<string> texts) =>
        [.. texts.SelectMany(ParseNames)];

    /// <summary><c>a,b</c> are two networks; <c>a:ip=…,mac=…</c> is one.</summary>
    private static IEnumerable<NetworkAttachment> ParseNames(string text) =>
        text.Contains(':', StringComparison.Ordinal)
            ? [ParseAttachment(text)]
            : text.Split(',').Select(ParseAttachment);

    private static NetworkAttachment ParseAttachment(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var attachment = new NetworkAttachment { Network = name is "bridge" or "private" ? Network.DefaultName : name };
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
        IReadOnlyList<string> addresses = [.. new[] { invocation.Get(_ip), invocation.Get(_ip6) }.OfType<string>()];
        var (mac, aliases) = (invocation.Get(_macAddress), invocation.Get(_aliases));
        if (addresses.Count == 0 && mac is null && aliases.Count == 0)
        {
            return attachments;
        }

        if (mode is not ("bridge" or ""))
        {
            throw new UsageException(
                $"networks and static ip/mac address can only be used with Bridge mode networking: {mode}: invalid argument");
        }

        IReadOnlyList<NetworkAttachment> named =
            attachments.Count > 0 ? attachments : [new NetworkAttachment { Network = Network.DefaultName }];
        if (named.Count > 1 && (addresses.Count > 0 || mac is not null))
        {
            throw new UsageException(
                "--ip, --ip6 and --mac-address can only be set for a single network: write --network NAME:ip=ADDRESS "
                + "for each: invalid argument");
        }

        return
        [
            .. named.Select(attachment => attachment with
            {
                StaticAddresses = addresses.Count > 0 ? addresses : attachment.StaticAddresses,
                StaticMac = mac ?? attachment.StaticMac,
                Aliases = [.. attachment.Aliases, .. aliases],
            }),
        ];
    }
}
