using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Makes the map of a process's memory.</summary>
internal sealed class MemoryReports(CriuImageSet images)
{
    // linux/mman.h
    private const uint Readable = 1;
    private const uint Writable = 2;
    private const uint Executable = 4;
    private const uint SharedMapping = 1;

    /// <summary>The areas of a process by address; empty when it has none.</summary>
    public IReadOnlyList<MemoryArea> Of(uint pid) =>
        images.Memory.TryGetValue(pid, out var memory)
            ? [.. memory.Areas.Where(area => area.End > area.Start).Select(area => Describe(area, memory, pid))]
            : [];

    private MemoryArea Describe(Area area, AddressSpace memory, uint pid)
    {
        var status = (AreaStatus)area.Status;
        var kind = KindOf(status);
        var map = kind == MemoryKind.Shared
            ? images.SharedPages.GetValueOrDefault((uint)area.Backing)
            : images.Pages.GetValueOrDefault(pid);
        var (start, end) = kind == MemoryKind.Shared
            ? (area.FilePage, area.FilePage + (area.End - area.Start))
            : (area.Start, area.End);
        var (here, parent, lazy) = map?.Count(start, end) ?? (0, 0, 0);
        return new MemoryArea(area.Start, area.End, Protection(area), NameOf(area, memory, status), kind, here, parent, lazy);
    }

    private static MemoryKind KindOf(AreaStatus status) => status switch
    {
        _ when (status & (AreaStatus.VirtualSystemCalls | AreaStatus.VirtualDso | AreaStatus.VirtualVariables)) != 0 => MemoryKind.Kernel,
        _ when status.HasFlag(AreaStatus.PrivateFile) => MemoryKind.PrivateFile,
        _ when status.HasFlag(AreaStatus.SharedFile) => MemoryKind.SharedFile,
        _ when (status & (AreaStatus.AnonymousShared | AreaStatus.SystemVSharedMemory)) != 0 => MemoryKind.Shared,
        _ => MemoryKind.Anonymous,
    };

    private static string Protection(Area area) => new(
    [
        (area.Protection & Readable) != 0 ? 'r' : '-',
        (area.Protection & Writable) != 0 ? 'w' : '-',
        (area.Protection & Executable) != 0 ? 'x' : '-',
        (area.Flags & SharedMapping) != 0 ? 's' : 'p',
    ]);

    private string NameOf(Area area, AddressSpace memory, AreaStatus status) => status switch
    {
        _ when status.HasFlag(AreaStatus.VirtualSystemCalls) => "[vsyscall]",
        _ when status.HasFlag(AreaStatus.VirtualDso) => "[vdso]",
        _ when status.HasFlag(AreaStatus.VirtualVariables) => "[vvar]",
        _ when (status & (AreaStatus.PrivateFile | AreaStatus.SharedFile)) != 0 =>
            images.Files.TryGetValue((uint)area.Backing, out var file) && file.Regular is { } regular
                ? ReportText.Of(regular.Name)
                : $"[file {area.Backing}]",
        _ when status.HasFlag(AreaStatus.SystemVSharedMemory) => "[System V shared memory]",
        _ when area.Start <= memory.StackStart && memory.StackStart < area.End => "[stack]",
        _ when status.HasFlag(AreaStatus.Heap) || (area.Start < memory.HeapEnd && memory.HeapStart < area.End) => "[heap]",
        _ => "",
    };
}
