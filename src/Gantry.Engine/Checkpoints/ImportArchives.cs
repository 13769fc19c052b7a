using System.Runtime.CompilerServices;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// The archives that an import reads, one after the other: the first says what container it is, the last is its checkpoint,
/// and those before it bring files ahead.
/// </summary>
internal sealed class ImportArchives : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Stream> _archives;
    private readonly string _name;
    private readonly EarlyEntries _early;
    private CheckpointArchiveReader? _first;
    private IAsyncEnumerator<CheckpointArchiveEntry>? _entries;

    /// <summary>Begins; nothing is read yet.</summary>
    /// <param name="archives">Each is read to its end before the next is asked for.</param>
    /// <param name="name">Their name in messages.</param>
    /// <param name="temporary">Folder for what comes before the definition.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public ImportArchives(
        IAsyncEnumerable<Stream> archives, string name, string temporary, CancellationToken cancellationToken)
    {
        _archives = archives.GetAsyncEnumerator(cancellationToken);
        _name = name;
        _early = new EarlyEntries(temporary);
    }

    /// <summary>The trailer of the archive read last; null before that, and if it has none.</summary>
    public ArchiveManifest? Manifest { get; private set; }

    /// <summary>Reads what the container is.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: the first archive does not say.</exception>
    public async Task<ContainerDefinition> ReadDefinitionAsync(CancellationToken cancellationToken)
    {
        await _archives.MoveNextAsync();
        _first = Open(_archives.Current);
        _entries = _first.ReadEntriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        return await DefinitionEntries.ReadAsync(
            _entries, entry => _early.AddAsync(entry, cancellationToken), _name, cancellationToken);
    }

    /// <summary>Everything besides, of all archives. An archive's last entry is followed by its verification.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: damaged, or not all of one container.</exception>
    public async IAsyncEnumerable<CheckpointArchiveEntry> ReadEntriesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in _early.TakeAll())
        {
            yield return entry;
        }

        while (await _entries!.MoveNextAsync())
        {
            yield return _entries.Current;
        }

        Manifest = _first!.Verification?.Manifest;
        var container = Manifest?.Container.Id;
        while (await _archives.MoveNextAsync())
        {
            await using var reader = Open(_archives.Current);
            await foreach (var entry in reader.ReadEntriesAsync(cancellationToken))
            {
                yield return entry;
            }

            Manifest = reader.Verification?.Manifest;
            if (Manifest?.Container.Id != container)
            {
                throw new GantryException(ErrorCode.Invalid, $"{_name} holds more than one container.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_entries is not null)
        {
            await _entries.DisposeAsync();
        }

        if (_first is not null)
        {
            await _first.DisposeAsync();
        }

        _early.Dispose();
        await _archives.DisposeAsync();
    }

    private CheckpointArchiveReader Open(Stream archive) => new(archive, _name, DecompressionTool.Open);
}
