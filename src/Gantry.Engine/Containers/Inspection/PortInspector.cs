using System.Globalization;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows published ports as a map from <c>80/tcp</c> to where it is published.</summary>
internal static class PortInspector
{
    /// <summary>Builds the map; a range becomes one key a port.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PortBindingInspection>?> Inspect(
        IReadOnlyList<PortMapping> ports)
    {
        var map = new SortedDictionary<string, IReadOnlyList<PortBindingInspection>?>(StringComparer.Ordinal);
        foreach (var port in ports)
        {
            for (var offset = 0; offset < Math.Max((int)port.Range, 1); offset++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort + offset}/{port.Protocol}");
                var binding = new PortBindingInspection
                {
                    HostIp = port.HostAddress,
                    HostPort = (port.HostPort + offset).ToString(CultureInfo.InvariantCulture),
                };
                map[key] = [.. map.GetValueOrDefault(key) ?? [], binding];
            }
        }

        return map;
    }
}
