using Gantry.Engine.Model;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Copies in memory of what a container goes on changing, made while it is frozen: it can go on while they are compressed
/// and written.
/// </summary>
internal sealed class StagedParts : IDisposable
{
    private readonly Stream _spool;
    private readonly List<ArchivePart> _parts = [];

    private StagedParts(Stream spool)
    {
        _spool = spool;
    }

    /// <summary>The same parts, out of memory.</summary>
    public IReadOnlyList<ArchivePart> Parts => _parts;

    /// <summary>Copies all parts; null where memory does not hold them, or the folder is not in memory.</summary>
    /// <param name="layout">Paths.</param>
    /// <param name="store">Where the dump lies.</param>
    /// <param name="parts">Read once.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    public static async Task<StagedParts?> TryCreateAsync(
        HostLayout layout, CheckpointStore store, IEnumerable<ArchivePart> parts, CancellationToken cancellationToken)
    {
        var staged = new StagedParts(NamelessFile.Create(store.Folder));
        try
        {
            foreach (var part in parts)
            {
                if (!MemoryCheckpoints.HasRoom(layout, part.LengthBytes))
                {
                    staged.Dispose();
                    return null;
                }

                await staged.AddAsync(part, cancellationToken);
            }

            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _spool.Dispose();

    private async Task AddAsync(ArchivePart part, CancellationToken cancellationToken)
    {
        var offset = _spool.Length;
        _spool.Position = offset;
        await part.WriteAsync(_spool, cancellationToken);
        await _spool.FlushAsync(cancellationToken);
        _parts.Add(part with
        {
            WriteAsync = (destination, token) =>
                BoundedCopy.CopyAsync(new FileSlice(_spool, offset, part.LengthBytes), destination, part.LengthBytes, token),
        });
    }
}
