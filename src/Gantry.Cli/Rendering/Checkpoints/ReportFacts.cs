using System.Globalization;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>The words in which all renderings of a report say the same things.</summary>
internal static class ReportFacts
{
    /// <summary>Id and name of a container.</summary>
    public static string Title(ContainerReport container) =>
        container.Id.Length >= 12 ? $"{container.Name} ({container.Id[..12]})" : container.Name;

    /// <summary>When and by what it was made.</summary>
    public static string Origin(CheckpointReport report, DateTimeOffset now)
    {
        var maker = report.Container.Runtime.Length > 0
            ? $"by {report.Source.Engine} with {report.Container.Runtime}"
            : $"by {report.Source.Engine}";
        return report.Container.Checkpointed is { } time ? $"{Time(time)} ({HumanTime.FormatAgo(time, now)}) {maker}" : maker;
    }

    /// <summary>Where it is.</summary>
    public static string Place(ReportSource source)
    {
        var kind = source.Kind switch
        {
            SourceKind.Archive => "archive",
            SourceKind.Image => "image",
            SourceKind.Container => "container",
            _ => throw new ArgumentOutOfRangeException(nameof(source), source.Kind, null),
        };
        var size = source.Bytes is { } bytes ? ", " + HumanSize.Format(bytes) : "";
        return $"{kind} {source.Name}{(source.Compression is { } compression ? $", compression {compression}" : "")}{size}";
    }

    /// <summary>How large it is and why.</summary>
    public static string Size(ContentsReport contents)
    {
        var total = contents.Parts.Sum(part => part.Bytes);
        var parts = contents.Parts.Where(part => part.Bytes > 0).Take(4).Select(part => $"{part.Name} {HumanSize.Format(part.Bytes)}");
        return $"{HumanSize.Format(total)} unpacked: {string.Join(", ", parts)}";
    }

    /// <summary>What runs in it.</summary>
    public static string Processes(ContentsReport contents)
    {
        var count = contents.Processes.Count;
        var threads = contents.Processes.Sum(process => process.Threads.Count);
        var names = contents.Processes.Take(6).Select(process => $"{process.Name} ({process.Pid})");
        return $"{Count(count, "process", "processes")}, {Count(threads, "thread", "threads")}: {string.Join(", ", names)}{(count > 6 ? ", …" : "")}";
    }

    /// <summary>Its connections, each once.</summary>
    public static IReadOnlyList<SocketReport> Connections(ContentsReport contents) =>
    [
        .. contents.Processes
            .SelectMany(process => process.Descriptors)
            .Select(descriptor => descriptor.Socket)
            .OfType<SocketReport>()
            .Where(socket => !socket.Protocol.StartsWith("unix", StringComparison.Ordinal))
            .DistinctBy(socket => socket.Inode),
    ];

    /// <summary>A connection in a few words.</summary>
    public static string Connection(SocketReport socket)
    {
        var ends = socket.Remote.Length > 0 ? $"{socket.Local} to {socket.Remote}" : socket.Local;
        var queues = socket.ReceiveQueue + socket.SendQueue > 0
            ? $", {socket.ReceiveQueue} B to read, {socket.SendQueue} B to send"
            : "";
        return $"{socket.Protocol} {ends} {socket.State}{queues}";
    }

    /// <summary>A volume with what is in it.</summary>
    public static string Volume(VolumeReport volume) =>
        $"{volume.Name} at {volume.Destination}{(volume.Content is { } content ? ": " + Tree(content) : "")}";

    /// <summary>How many files and bytes.</summary>
    public static string Tree(TreeReport tree) => $"{Count(tree.FileCount, "file", "files")}, {HumanSize.Format(tree.Bytes)}";

    /// <summary>A published port.</summary>
    public static string Port(PortReport port) =>
        $"{(port.HostAddress.Length > 0 ? port.HostAddress : "0.0.0.0")}:{port.HostPort} to {port.ContainerPort}/{port.Protocol}";

    /// <summary>An address.</summary>
    public static string Address(AddressReport address) => $"{address.Address} on {address.Network}";

    /// <summary>The times of the dump.</summary>
    public static string Dump(DumpReport dump) =>
        $"frozen for {Milliseconds(dump.FrozenTime)}, memory read in {Milliseconds(dump.MemoryDumpTime)} and written in "
        + $"{Milliseconds(dump.MemoryWriteTime)}, {Count((long)dump.PagesWritten, "page", "pages")} of {dump.PagesScanned}";

    /// <summary>The children of a process; of none, those whose parent is not in the checkpoint.</summary>
    public static IReadOnlyList<ProcessReport> ChildrenOf(ProcessReport? parent, IReadOnlyList<ProcessReport> processes)
    {
        var pids = processes.Select(process => process.Pid).ToHashSet();
        return
        [
            .. processes.Where(process => parent is null
                ? !pids.Contains(process.ParentPid) || process.ParentPid == process.Pid
                : process.ParentPid == parent.Pid && process.Pid != parent.Pid),
        ];
    }

    /// <summary>What a process is.</summary>
    public static string Process(ProcessReport process)
    {
        var command = process.Arguments.Count > 0 ? string.Join(' ', process.Arguments) : process.Executable;
        return $"[{process.Pid}] {process.Name}{(command.Length > 0 ? ": " + command : "")}";
    }

    /// <summary>What a descriptor leads to.</summary>
    public static string Descriptor(DescriptorReport descriptor)
    {
        var access = descriptor.Access.Length > 0 ? $" ({descriptor.Access})" : "";
        var position = descriptor.Position is > 0 ? $", at {descriptor.Position}" : "";
        var bytes = descriptor.Bytes is { } size ? $", {size} B" : "";
        var queued = descriptor.Queued is > 0 ? $", {descriptor.Queued} B waiting" : "";
        return $"{descriptor.Number}: {descriptor.Kind} {descriptor.Target}{access}{position}{bytes}{queued}";
    }

    /// <summary>A point in time.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A number with its noun.</summary>
    public static string Count(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static string Milliseconds(uint microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000.0:0.#} ms");
}
