using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Networking;

/// <summary>Turns a request into a network, with Podman's rules and defaults (containers/common, libnetwork/netavark/config.go).</summary>
internal sealed class NetworkBuilder(NetworkNames names, TimeProvider time)
{
    private static readonly string[] s_bridgeOptions =
        ["mtu", "com.docker.network.driver.mtu", "vlan", "isolate", "metric", "no_default_route"];

    private static readonly string[] s_vlanOptions = ["parent", "mode", "mtu", "metric", "no_default_route"];

    /// <summary>Builds the network; looks at the host, makes nothing.</summary>
    /// <param name="request">What a person asked for.</param>
    /// <param name="others">All networks on record.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.InUse"/>: a subnet.</exception>
    public Network Build(NetworkCreateRequest request, IReadOnlyList<Network> others)
    {
        RequireValid(request);
        var isBridge = request.Driver == NetworkDrivers.Bridge;
        var hasNames = isBridge && !request.Traits.HasFlag(NetworkTraits.WithoutDns);
        var isInternal = request.Traits.HasFlag(NetworkTraits.Internal);
        var used = others.SelectMany(network => network.Subnets ?? []).Select(s => IPNetwork.Parse(s.Subnet)).ToList();
        var subnets = request.Subnets
            .Select((text, index) => BuildSubnet(request, index, used, hasGateway: !isInternal || hasNames))
            .ToList();
        if (isBridge && request.AddressManagement is null or "host-local" && subnets.Count < 2)
        {
            AddMissing(subnets, used, request.Traits);
        }

        var management = request.AddressManagement ?? "host-local";
        Refuse(
            management == "dhcp" || (management == "host-local" && subnets.Count == 0),
            $"{request.Driver} driver needs at least one subnet specified, DHCP is not yet supported with netavark");
        var options = request.Options.Where(option => option.Key != "parent").ToDictionary();
        return new Network
        {
            Name = request.Name ?? NetworkNames.NewNetwork(others),
            Id = RandomNumberGenerator.GetHexString(64, lowercase: true),
            Driver = request.Driver,
            Interface = ChooseInterface(request, others),
            Created = time.GetUtcNow(),
            Subnets = subnets.Count > 0 ? subnets : null,
            IPv6Enabled = subnets.Any(subnet => subnet.Subnet.Contains(':', StringComparison.Ordinal)),
            Internal = isInternal,
            DnsEnabled = hasNames,
            DnsServers = request.DnsServers.Count > 0 ? request.DnsServers : null,
            Labels = request.Labels.Count > 0 ? request.Labels : null,
            Options = options.Count > 0 ? options : null,
            AddressManagement = new Dictionary<string, string> { ["driver"] = management },
        };
    }

    private static void RequireValid(NetworkCreateRequest request)
    {
        if (request.Name is { } name && !ObjectName.IsValid(name))
        {
            throw Invalid($"network name {name} invalid: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument");
        }

        Refuse(
            request.Name is "none" or "host" or "bridge" or "container" or "ns" or "private" or "slirp4netns" or "pasta",
            $"cannot create network with name \"{request.Name}\" because it conflicts with a valid network mode");
        Refuse(!NetworkDrivers.All.Contains(request.Driver), $"unsupported driver {request.Driver}: invalid argument");
        if (request.Subnets.Count == 0)
        {
            Refuse(request.Ranges.Count > 0 || request.Gateways.Count > 0, "cannot set gateway or range without subnet");
        }

        Refuse(request.Gateways.Count > request.Subnets.Count, "cannot set more gateways than subnets");
        Refuse(request.Ranges.Count > request.Subnets.Count, "cannot set more ranges than subnets");
        Refuse(
            request.AddressManagement is not (null or "host-local" or "dhcp" or "none"),
            $"unsupported ipam driver \"{request.AddressManagement}\"");
        var known = request.Driver == NetworkDrivers.Bridge ? s_bridgeOptions : s_vlanOptions;
        if (request.Options.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw Invalid($"unsupported {request.Driver} network option {unknown}");
        }
    }

    private static NetworkSubnet BuildSubnet(
        NetworkCreateRequest request, int index, List<IPNetwork> used, bool hasGateway)
    {
        var subnet = ParseSubnet(request.Subnets[index]);
        RequireFree(subnet, used, request.Driver);
        used.Add(subnet);
        var gateway = index < request.Gateways.Count ? AddressRange.Parse(request.Gateways[index]).ToString() : null;
        if (gateway is not null && !subnet.Contains(IPAddress.Parse(gateway)))
        {
            throw Invalid($"gateway {gateway} not in subnet {subnet}");
        }

        return new NetworkSubnet
        {
            Subnet = subnet.ToString(),
            Gateway = gateway ?? (hasGateway ? AddressRange.FirstOf(subnet) : null),
            LeaseRange = index < request.Ranges.Count ? ParseRange(request.Ranges[index], subnet) : null,
        };
    }

    private void AddMissing(List<NetworkSubnet> subnets, List<IPNetwork> used, NetworkTraits traits)
    {
        var has6 = subnets.Any(subnet => subnet.Subnet.Contains(':', StringComparison.Ordinal));
        if (subnets.Count == 0)
        {
            var free = SubnetPool.FindFree(used, SubnetPool.ReadRoutes(), names.PoolStart)
                ?? throw new GantryException(
                    ErrorCode.InUse, "could not find free subnet from subnet pools: name one with --subnet");
            subnets.Add(Plain(free));
        }

        if (traits.HasFlag(NetworkTraits.IPv6) && !has6)
        {
            subnets.Add(Plain(SubnetPool.NewVersion6()));
        }
    }

    private static NetworkSubnet Plain(IPNetwork subnet) =>
        new() { Subnet = subnet.ToString(), Gateway = AddressRange.FirstOf(subnet) };

    private static IPNetwork ParseSubnet(string text)
    {
        // IPNetwork wants the bits after the prefix to be 0; Podman sets them so.
        var parts = text.Split('/');
        if (parts.Length != 2
            || !IPAddress.TryParse(parts[0], out var address)
            || !int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var length)
            || length < 0
            || length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            throw Invalid($"invalid CIDR address: {text}");
        }

        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static LeaseRange ParseRange(string text, IPNetwork subnet)
    {
        var (first, last) = text.Split('-') is [var from, var to]
            ? (AddressRange.Parse(from).ToString(), AddressRange.Parse(to).ToString())
            : AddressRange.EndsOf(ParseSubnet(text));
        foreach (var end in new[] { first, last })
        {
            Refuse(!subnet.Contains(IPAddress.Parse(end)), $"lease range {end} not in subnet {subnet}");
        }

        return new LeaseRange { Start = first, End = last };
    }

    private static void RequireFree(IPNetwork subnet, List<IPNetwork> used, string driver)
    {
        // A macvlan is in the host's own subnet on purpose.
        var routed = driver == NetworkDrivers.Bridge ? SubnetPool.ReadRoutes() : [];
        if (used.Concat(routed).Any(other => AddressRange.Overlap(subnet, other)))
        {
            throw new GantryException(
                ErrorCode.InUse, $"subnet {subnet} is already used on the host or by another config");
        }
    }

    private string? ChooseInterface(NetworkCreateRequest request, IReadOnlyList<Network> others)
    {
        var given = request.Interface ?? request.Options.GetValueOrDefault("parent");
        if (request.Driver != NetworkDrivers.Bridge)
        {
            Refuse(
                given is not null && NetworkInterface.GetAllNetworkInterfaces().All(link => link.Name != given),
                $"parent interface {given} does not exist");
            return given;
        }

        Refuse(
            given is not null && others.Any(other => other.Interface == given),
            $"bridge name {given} already in use");
        return given ?? names.NewBridge(others);
    }

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw Invalid(message);
        }
    }

    private static GantryException Invalid(string message) => new(ErrorCode.Invalid, message);
}
