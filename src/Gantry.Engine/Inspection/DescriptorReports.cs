using System.Globalization;
using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Makes reports of descriptors, of every kind of file that CRIU dumps (images/fdinfo.proto).</summary>
internal sealed class DescriptorReports(CriuImageSet images)
{
    // fcntl.h
    private const uint AccessMask = 3;
    private const uint CloseOnExec = 1;

    // images/remap-file-path.proto
    private const uint Ghost = 1;

    private readonly SocketReports _sockets = new(images);

    /// <summary>The descriptors of a table by number.</summary>
    public IReadOnlyList<DescriptorReport> Of(uint table) =>
        images.Descriptors.TryGetValue(table, out var descriptors)
            ? [.. descriptors.OrderBy(one => one.Number).Select(Describe)]
            : [];

    /// <summary>The path of an open file; empty when it is not in the images or has none.</summary>
    public string PathOf(uint file) =>
        images.Files.TryGetValue(file, out var found) && found.Regular is { } regular ? ReportText.Of(regular.Name) : "";

    private DescriptorReport Describe(OpenDescriptor descriptor)
    {
        var report = images.Files.TryGetValue(descriptor.File, out var file)
            ? Describe(file)
            : Make(KindOf(descriptor.Type), $"file {descriptor.File}", null);
        return report with { Number = descriptor.Number, IsClosedOnExec = (descriptor.Flags & CloseOnExec) != 0 };
    }

    private DescriptorReport Describe(OpenFile file) => file switch
    {
        { Regular: { } regular } => Make("file", Suffixed(regular), regular.Flags) with
        {
            Position = regular.Position,
            Bytes = regular.HasSize ? regular.Size : null,
        },
        { Pipe: { } pipe } => Pipe("pipe", pipe),
        { Fifo: { } fifo } => Pipe("fifo", fifo) with { Target = PathOf(fifo.Id) is { Length: > 0 } path ? path : $"[{fifo.Pipe}]" },
        { Inet: { } inet } => Socket(_sockets.Of(inet)),
        { Unix: { } unix } => Socket(_sockets.Of(unix)),
        { EventCounter: { } counter } => Make("eventfd", Invariant($"counter {counter.Counter}"), null),
        { EventPoll: { } poll } => Make(
            "epoll", "watches " + List(poll.Files.Select(one => one.Number), "nothing", "descriptors "), null),
        { Signal: { } signal } => Make("signalfd", "signals " + List(Signals(signal.Mask), "none", ""), null),
        { Timer: { } timer } => Make(
            "timerfd",
            Invariant($"in {timer.ValueSeconds}.{timer.ValueNanoseconds:000000000} s, every {timer.IntervalSeconds}.{timer.IntervalNanoseconds:000000000} s"),
            null),
        { Inotify: { } watch } => Make("inotify", Invariant($"{watch.Watches.Count} watches"), null),
        { Fanotify: { } marks } => Make("fanotify", Invariant($"{marks.Marks.Count} marks"), null),
        { Terminal: { } terminal } => Make("tty", TerminalName(terminal), terminal.Flags),
        { Memory: { } memory } => MemoryFile(memory),
        { Ns: not null } => Make("namespace", "", null),
        { Packet: { } packet } => Make("packet", Invariant($"protocol {packet.Protocol}, interface {packet.Interface}"), null),
        { Netlink: { } netlink } => Make("netlink", Invariant($"protocol {netlink.Protocol}"), null),
        { Tunnel: { } tunnel } => Make("tun", ReportText.Of(tunnel.Device), null),
        _ => Make(KindOf(file.Type), Invariant($"file {file.Id}"), null),
    };

    private static DescriptorReport Make(string kind, string target, uint? flags) => new()
    {
        Number = 0,
        Kind = kind,
        Target = target,
        Access = (flags & AccessMask) switch
        {
            0 => "r",
            1 => "w",
            2 => "rw",
            _ => "",
        },
    };

    private DescriptorReport Pipe(string kind, PipeEnd pipe) =>
        Make(kind, Invariant($"[{pipe.Pipe}]"), pipe.Flags) with
        {
            Queued = images.Queued.GetValueOrDefault((true, pipe.Pipe)),
        };

    private static DescriptorReport Socket(SocketReport socket) =>
        Make(
            socket.Protocol.StartsWith("unix", StringComparison.Ordinal) ? "unix" : socket.Protocol,
            socket switch
            {
                { Local: "", Remote: "" } => socket.State,
                { Remote: "" } => $"{socket.Local} {socket.State}",
                _ => $"{socket.Local} to {socket.Remote} {socket.State}",
            },
            null) with
        { Socket = socket };

    private DescriptorReport MemoryFile(MemoryFile memory)
    {
        var inode = images.MemoryInodes.GetValueOrDefault(memory.Inode);
        return Make("memfd", inode is null ? "" : ReportText.Of(inode.Name), memory.Flags) with
        {
            Position = memory.Position,
            Bytes = inode?.Size,
        };
    }

    private string Suffixed(RegularFile file)
    {
        var path = ReportText.Of(file.Name);
        return images.Remapped.TryGetValue(file.Id, out var remapped) && remapped.Type == Ghost ? path + " (deleted)" : path;
    }

    private string TerminalName(TerminalFile file) =>
        images.Terminals.GetValueOrDefault(file.Terminal) is { } terminal
            ? terminal switch
            {
                { Pseudo: { } pseudo, Window: { } window } => Invariant($"/dev/pts/{pseudo.Index}, {window.Columns}x{window.Rows}"),
                { Pseudo: { } pseudo } => Invariant($"/dev/pts/{pseudo.Index}"),
                _ => PathOf(file.Regular),
            }
            : PathOf(file.Regular);

    private static IEnumerable<uint> Signals(ulong mask) =>
        Enumerable.Range(0, 64).Where(bit => (mask >> bit & 1) != 0).Select(bit => (uint)bit + 1);

    private static string List(IEnumerable<uint> numbers, string nothing, string prefix)
    {
        var list = string.Join(", ", numbers);
        return list.Length == 0 ? nothing : prefix + list;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string KindOf(uint type) => type switch
    {
        1 => "file",
        2 => "pipe",
        3 => "fifo",
        4 => "inet",
        5 => "unix",
        6 => "eventfd",
        7 => "epoll",
        8 => "inotify",
        9 => "signalfd",
        10 => "packet",
        11 => "tty",
        12 => "fanotify",
        13 => "netlink",
        14 => "namespace",
        15 => "tun",
        16 => "external",
        17 => "timerfd",
        18 => "memfd",
        19 => "bpf map",
        20 => "pidfd",
        _ => $"type {type}",
    };
}
