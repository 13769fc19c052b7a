using System.Buffers;
using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Copies the content of tar entries into files, and leaves the holes of sparse ones.</summary>
internal sealed class FileContent : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Fills a new file; zeros in the data stay data, since programs reserve space with them.</summary>
    internal async ValueTask WriteAsync(
        Descriptor file, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        if (entry.Sparse is not { } sparse)
        {
            await CopyAsync(file, new SparseExtent(0, entry.Size), content, cancellationToken);
            return;
        }

        foreach (var extent in sparse.Extents)
        {
            await CopyAsync(file, extent, content, cancellationToken);
        }

        SparseFile.SetLength(file, sparse.RealSize);
    }

    /// <summary>Changes a file that is there.</summary>
    internal async ValueTask PatchAsync(
        Descriptor file, FilePatch patch, Stream content, CancellationToken cancellationToken)
    {
        SparseFile.SetLength(file, patch.Length);
        foreach (var hole in patch.Holes())
        {
            SparseFile.PunchHole(file, hole.Offset, hole.Length);
        }

        foreach (var extent in patch.Sent)
        {
            await CopyAsync(file, extent, content, cancellationToken);
        }
    }

    private async ValueTask CopyAsync(
        Descriptor file, SparseExtent extent, Stream content, CancellationToken cancellationToken)
    {
        for (var offset = extent.Offset; offset < extent.End;)
        {
            var wanted = (int)Math.Min(_buffer.Length, extent.End - offset);
            var count = await content.ReadAsync(_buffer.AsMemory(0, wanted), cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("The tar ends within a file.");
            }

            file.WriteAt(_buffer.AsSpan(0, count), offset);
            offset += count;
        }
    }
}
