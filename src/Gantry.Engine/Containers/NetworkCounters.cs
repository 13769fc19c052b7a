using System.Globalization;

namespace Gantry.Engine.Containers;

/// <summary>Bytes over the interfaces of a network namespace (proc(5), /proc/PID/net/dev).</summary>
internal static class NetworkCounters
{
    private const int SentField = 8;

    /// <summary>The sums over all interfaces but the loopback one.</summary>
    public static (long Received, long Sent) Parse(string table)
    {
        var (received, sent) = (0L, 0L);
        foreach (var line in table.Split('\n'))
        {
            if (line.Split(':') is [var name, var numbers] && name.Trim() != "lo")
            {
                var fields = numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                received += long.Parse(fields[0], CultureInfo.InvariantCulture);
                sent += long.Parse(fields[SentField], CultureInfo.InvariantCulture);
            }
        }

        return (received, sent);
    }
}
