using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// The TCP connections of a container that CRIU dumps only when told to. Found in /proc before anything is frozen, so
/// that a refusal costs nothing (proc(5); states in include/net/tcp_states.h).
/// </summary>
internal static class EstablishedConnections
{
    private const int Shown = 10;

    // TIME_WAIT, CLOSE and LISTEN are no connections any more, or not yet.
    private static readonly string[] s_states = ["01", "02", "03", "04", "05", "08", "09", "0B"];

    /// <summary>Throws when the container has connections, with a list of them.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>.</exception>
    public static void RequireNone(Container container)
    {
        var found = Find(container.Status.Process!.Pid);
        if (found.Count == 0)
        {
            return;
        }

        var list = string.Join(", ", found.Take(Shown)) + (found.Count > Shown ? $" and {found.Count - Shown} more" : "");
        throw new GantryException(
            ErrorCode.WrongState,
            $"Cannot checkpoint {container.Name}, it runs on as before. The container holds established TCP connections: "
            + $"{list}. Repeat with --tcp-established to keep them, or close them first. "
            + $"Without that, {container.Spec.Runtime} checkpoint would have failed: exit status 1");
    }

    /// <summary>Whether the container has connections.</summary>
    public static bool Any(Container container) => Find(container.Status.Process!.Pid).Count > 0;

    /// <summary>The connections in the network namespace of a process that processes of its container hold.</summary>
    private static List<string> Find(int pid)
    {
        var sockets = CgroupFreezer.ForProcess(pid).Processes().SelectMany(SocketsOf).ToHashSet();
        return [.. Read($"/proc/{pid}/net/tcp", sockets), .. Read($"/proc/{pid}/net/tcp6", sockets)];
    }

    /// <summary>The connections that a table of /proc names and whose sockets are among those given.</summary>
    internal static IEnumerable<string> Read(string path, IReadOnlySet<string> sockets)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && s_states.Contains(fields[3]) && sockets.Contains($"socket:[{fields[9]}]"))
            {
                yield return $"{ReadEndpoint(fields[1])} with {ReadEndpoint(fields[2])}";
            }
        }
    }

    private static IEnumerable<string> SocketsOf(int pid)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{pid}/fd")
                .Select(path => new FileInfo(path).LinkTarget ?? "")
                .Where(target => target.StartsWith("socket:", StringComparison.Ordinal))];
        }
        catch (IOException)
        {
            // It ended in between, and its connections with it.
            return [];
        }
    }

    /// <summary>Words of four bytes in the machine's order, then the port.</summary>
    private static IPEndPoint ReadEndpoint(string text)
    {
        var separator = text.IndexOf(':', StringComparison.Ordinal);
        var bytes = Convert.FromHexString(text[..separator]);
        for (var word = 0; word < bytes.Length; word += 4)
        {
            var span = bytes.AsSpan(word, 4);
            BinaryPrimitives.WriteUInt32BigEndian(span, BinaryPrimitives.ReadUInt32LittleEndian(span));
        }

        var address = new IPAddress(bytes);
        return new IPEndPoint(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address,
            int.Parse(text[(separator + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
