using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>Makes tars that no archiver would.</summary>
internal sealed class TarBuilder
{
    private readonly List<(TarEntry Entry, byte[] Content)> _entries = [];

    public TarBuilder Directory(string name, int mode = 0x1ED) =>
        Add(name, TarEntryType.Directory, e => e with { Mode = mode });

    public TarBuilder File(string name, string content = "content")
    {
        var bytes = TreeFolder.Bytes(content);
        _entries.Add((Basis(name, TarEntryType.RegularFile) with { Size = bytes.Length }, bytes));
        return this;
    }

    public TarBuilder Symlink(string name, string target) =>
        Add(name, TarEntryType.Symlink, e => e with { LinkName = target });

    public TarBuilder HardLink(string name, string target) =>
        Add(name, TarEntryType.HardLink, e => e with { LinkName = target });

    public TarBuilder Device(string name, uint major, uint minor) =>
        Add(name, TarEntryType.CharDevice, e => e with { DeviceMajor = major, DeviceMinor = minor });

    public TarBuilder Add(string name, TarEntryType type, Func<TarEntry, TarEntry> change)
    {
        _entries.Add((change(Basis(name, type)), []));
        return this;
    }

    public async Task<MemoryStream> BuildAsync()
    {
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        foreach (var (entry, content) in _entries)
        {
            await writer.WriteHeaderAsync(entry, CancellationToken.None);
            await writer.WriteContentAsync(content, CancellationToken.None);
        }

        await writer.FinishAsync(CancellationToken.None);
        tar.Position = 0;
        return tar;
    }

    private static TarEntry Basis(string name, TarEntryType type) => new()
    {
        Name = name,
        Type = type,
        Mode = 0x1A4,
        Uid = Users.EffectiveUserId,
        Gid = Users.EffectiveGroupId,
        Modified = new UnixTime(1_700_000_000, 0),
    };
}
