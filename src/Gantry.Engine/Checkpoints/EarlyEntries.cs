using Gantry.Engine.Archive;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Entries that come before the definition files, as in Podman's archives. They wait in a file without a name, which
/// the kernel removes with this process: nothing of an import exists before all its rules were checked.
/// </summary>
internal sealed class EarlyEntries : IDisposable
{
    private readonly string _folder;
    private readonly List<(string Name, TarEntry Header, long Offset)> _entries = [];
    private Stream? _spool;

    /// <summary>Keeps entries in a nameless file of this folder.</summary>
    public EarlyEntries(string folder)
    {
        _folder = folder;
    }

    /// <summary>Sets an entry aside.</summary>
    public async Task AddAsync(CheckpointArchiveEntry entry, CancellationToken cancellationToken)
    {
        var spool = _spool ??= NamelessFile.Create(_folder);
        _entries.Add((entry.Name, entry.Header, spool.Length));
        spool.Position = spool.Length;
        await entry.Content.CopyToAsync(spool, cancellationToken);
    }

    /// <summary>Gives them back in the order they came.</summary>
    public IEnumerable<CheckpointArchiveEntry> TakeAll()
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            var (name, header, offset) = _entries[i];
            var end = i + 1 < _entries.Count ? _entries[i + 1].Offset : _spool!.Length;
            yield return new CheckpointArchiveEntry(name, header, new FileSlice(_spool!, offset, end - offset));
        }
    }

    /// <summary>Frees the file.</summary>
    public void Dispose() => _spool?.Dispose();
}
