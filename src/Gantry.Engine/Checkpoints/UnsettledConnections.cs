using System.Globalization;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// TCP connections that only the kernel knows of, for a moment: accepted by nobody yet, which CRIU refuses, or closed by the
/// process while the other end has not confirmed all, which CRIU loses. Found in /proc (proc(5); net/ipv4/tcp_ipv4.c,
/// get_tcp4_sock).
/// </summary>
internal static class UnsettledConnections
{
    private const string Listening = "0A";
    private const string NoProcess = "0";

    /// <summary>Whether there are any in a container's own network namespace.</summary>
    public static bool Any(Container container) =>
        container is { Spec.Network.Mode: "bridge", Status.Process.Pid: var pid }
        && new[] { $"/proc/{pid}/net/tcp", $"/proc/{pid}/net/tcp6" }.Where(File.Exists).Any(path => AnyIn(File.ReadLines(path)));

    /// <summary>Whether a table of /proc has any.</summary>
    internal static bool AnyIn(IEnumerable<string> table) => table.Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > 9)
        .Any(fields => fields[3] == Listening
            ? Queue(fields, 1) > 0
            : fields[9] == NoProcess && Queue(fields, 0) > 0);

    // "tx_queue:rx_queue", hexadecimal. Of who listens, the second is how many wait to be accepted.
    private static uint Queue(string[] fields, int which) =>
        uint.Parse(fields[4].Split(':')[which], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
