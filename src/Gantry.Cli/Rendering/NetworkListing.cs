using System.Text.Json.Nodes;
using Gantry.Engine.Model.Networks;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>Networks as rows, with the names of Podman's fields (containers/common, libnetwork/types, Network).</summary>
internal static class NetworkListing
{
    private const int ShortLength = 12;
    private const string DefaultFormat = @"table {{.ID}}\t{{.Name}}\t{{.Driver}}";

    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["ID"] = "NETWORK ID",
        ["Subnets"] = "SUBNETS",
    };

    /// <summary>The text for a format.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public static string Render(IReadOnlyList<Network> networks, string? format, bool noHeading, bool truncate) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. networks.Select(Engine.Model.Inspection.InspectionJson.ToOutput)]), 2) + "\n"
            : RowFormat.Parse(
                string.IsNullOrEmpty(format) ? DefaultFormat : format, s_headers, "network ls", TemplateData.Schema)
                .Render([.. networks.Select(network => ToRow(network, truncate))], noHeading);

    /// <summary>The fields of a network for templates.</summary>
    public static JsonObject ToRow(Network network, bool truncate) => new()
    {
        ["Name"] = network.Name,
        ["ID"] = truncate ? network.Id[..ShortLength] : network.Id,
        ["Driver"] = network.Driver,
        ["NetworkInterface"] = network.Interface ?? "",
        ["Created"] = GoTimeText.Format(network.Created),
        ["Subnets"] = new JsonArray([.. (network.Subnets ?? []).Select(ToRow)]),
        ["IPv6Enabled"] = network.IPv6Enabled,
        ["Internal"] = network.Internal,
        ["DNSEnabled"] = network.DnsEnabled,
        ["Labels"] = Json.Map(network.Labels ?? new Dictionary<string, string>()),
        ["Options"] = Json.Map(network.Options ?? new Dictionary<string, string>()),
        ["IPAMOptions"] = Json.Map(network.AddressManagement),
    };

    private static JsonObject ToRow(NetworkSubnet subnet) => new()
    {
        ["Subnet"] = subnet.Subnet,
        ["Gateway"] = subnet.Gateway ?? "",
    };
}
