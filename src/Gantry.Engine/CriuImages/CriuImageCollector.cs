using Gantry.CriuImages;
using Gantry.Engine.Model;
using Google.Protobuf;

namespace Gantry.Engine.CriuImages;

/// <summary>Reads image files, in any order, into a <see cref="CriuImageSet"/>.</summary>
internal sealed class CriuImageCollector
{
    // 32 bytes each. 64 GiB of memory, every second page of it dumped, are as many.
    private const int MaxPageRanges = 8 * 1024 * 1024;

    // runc's and not CRIU's: what standard input, output and error led to.
    private const string RuntimesDescriptors = "descriptors.json";

    private readonly CriuImageBudget _budget = new();
    private int _pageRanges;

    /// <summary>What was read so far.</summary>
    public CriuImageSet Images { get; } = new();

    /// <summary>Whether a file holds pages, which are not read here.</summary>
    public static bool HoldsPages(string fileName) => CriuImageName.Parse(fileName).Kind == "pages";

    /// <summary>Reads a file.</summary>
    /// <param name="fileName">Its name, without folders.</param>
    /// <param name="content">Its content; what is not understood is left unread.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: damaged, or beyond all bounds.</exception>
    public async Task ReadAsync(string fileName, Stream content, CancellationToken cancellationToken)
    {
        var (kind, number) = CriuImageName.Parse(fileName);
        if (ReaderOf(kind, number) is not { } read)
        {
            if (fileName != RuntimesDescriptors)
            {
                Images.Unread.Add(fileName);
            }

            return;
        }

        using var file = await CriuImageFile.OpenAsync(fileName, content, cancellationToken);
        await read(file, cancellationToken);
    }

    private delegate Task Reading(CriuImageFile file, CancellationToken cancellationToken);

    private Reading? ReaderOf(string kind, uint? number) => (kind, number) switch
    {
        ("inventory", null) => Each(Inventory.Parser, found => Images.Inventory = found),
        ("pstree", null) => Each(TreeItem.Parser, Images.Tree.Add),
        ("core", { } pid) => Each(Core.Parser, found => Images.Cores[pid] = found),
        ("ids", { } pid) => Each(KernelObjects.Parser, found => Images.Objects[pid] = found),
        ("mm", { } pid) => Each(AddressSpace.Parser, found => Images.Memory[pid] = found),
        ("pagemap", { } pid) => Pages(Images.Pages, pid),
        ("pagemap-shmem", { } id) => Pages(Images.SharedPages, id),
        ("fs", { } pid) => Each(Folders.Parser, found => Images.Folders[pid] = found),
        ("fdinfo", { } id) => Each(OpenDescriptor.Parser, found => Table(id).Add(found)),
        ("files", null) => Each(OpenFile.Parser, found => Images.Files[found.Id] = found),
        ("tcp-stream", { } inode) => First(TcpStream.Parser, found => Images.Streams[inode] = found),
        ("sk-queues", null) => Queues(QueuedPacket.Parser, packet => (false, packet.Socket, packet.Length)),
        ("pipes-data", null) or ("fifo-data", null) => Queues(PipeData.Parser, data => (true, data.Pipe, data.Length)),
        ("tty-info", null) => Each(Terminal.Parser, found => Images.Terminals[found.Id] = found),
        ("memfd", null) => Each(MemoryInode.Parser, found => Images.MemoryInodes[found.Inode] = found),
        ("remap-fpath", null) => Each(RemappedFile.Parser, found => Images.Remapped[found.File] = found),
        ("mountpoints", not null) => Each(MountPoint.Parser, Images.Mounts.Add),
        ("utsns", not null) => Each(HostNames.Parser, found => Images.HostNames = found),
        ("cgroup", null) => Each(Cgroups.Parser, Add),
        ("filelocks", null) => Each(FileLock.Parser, Images.Locks.Add),
        ("stats-dump", null) => First(Statistics.Parser, found => Images.Statistics = found.Dump),
        _ => null,
    };

    private Reading Each<T>(MessageParser<T> parser, Action<T> take)
        where T : class, IMessage<T> => async (file, cancellationToken) =>
        {
            var known = parser.WithDiscardUnknownFields(true);
            while (await file.NextAsync(known, _budget, cancellationToken) is { } message)
            {
                take(message);
            }
        };

    // What follows is raw data to the file's end.
    private Reading First<T>(MessageParser<T> parser, Action<T> take)
        where T : class, IMessage<T> => async (file, cancellationToken) =>
        {
            if (await file.NextAsync(parser.WithDiscardUnknownFields(true), _budget, cancellationToken) is { } message)
            {
                take(message);
            }
        };

    private Reading Queues<T>(MessageParser<T> parser, Func<T, (bool IsPipe, uint Number, uint Length)> describe)
        where T : class, IMessage<T> => async (file, cancellationToken) =>
        {
            var known = parser.WithDiscardUnknownFields(true);
            while (await file.NextAsync(known, _budget, cancellationToken) is { } message)
            {
                var (isPipe, number, length) = describe(message);
                Images.Queued[(isPipe, number)] = Images.Queued.GetValueOrDefault((isPipe, number)) + length;
                await file.SkipAsync(length, cancellationToken);
            }
        };

    private Reading Pages(Dictionary<uint, PageMap> maps, uint number) => async (file, cancellationToken) =>
    {
        var head = await file.NextAsync(PagemapHead.Parser, _budget, cancellationToken);
        var known = PageRun.Parser.WithDiscardUnknownFields(true);
        var builder = new PageMapBuilder();
        while (await file.NextAsync(known, null, cancellationToken) is { } run)
        {
            if (++_pageRanges > MaxPageRanges)
            {
                throw new GantryException(
                    ErrorCode.Invalid, $"Cannot read CRIU's pagemaps: they have more than {MaxPageRanges} parts.");
            }

            builder.Add(run);
        }

        maps[number] = builder.Build(head?.Pages ?? 0);
    };

    private List<OpenDescriptor> Table(uint number)
    {
        if (!Images.Descriptors.TryGetValue(number, out var table))
        {
            Images.Descriptors[number] = table = [];
        }

        return table;
    }

    private void Add(Cgroups cgroups)
    {
        foreach (var set in cgroups.Sets)
        {
            Images.Cgroups[set.Id] = set;
        }
    }
}
