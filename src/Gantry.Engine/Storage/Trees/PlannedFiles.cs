using System.Buffers;
using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Reads the content of planned files, exactly as many bytes as planned of each: a file that shrank or vanished is
/// padded with zeros, as GNU tar does, and what changed is noted. Keeps the directory it reads from open.
/// </summary>
internal sealed class PlannedFiles : IDisposable
{
    // Stays in the second-level cache, and a large file takes few calls.
    private const int BufferSize = 256 * 1024;

    private readonly List<string> _changed = [];
    private readonly DirectoryDescriptor _root;
    private readonly TarWriter _writer;
    private readonly SentTree? _sent;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private DirectoryDescriptor? _directory;
    private string? _directoryPath;

    internal PlannedFiles(string rootPath, TarWriter writer, SentTree? sent)
    {
        _root = DirectoryDescriptor.Open(rootPath);
        _writer = writer;
        _sent = sent;
    }

    /// <summary>Paths of files that did not stay as planned.</summary>
    internal IReadOnlyList<string> ChangedPaths => _changed;

    public void Dispose()
    {
        _directory?.Dispose();
        _root.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>Writes the content of a regular file whose header was just written.</summary>
    internal async ValueTask CopyAsync(PlannedEntry planned, CancellationToken cancellationToken)
    {
        var entry = planned.Entry;
        if (entry.Size == 0)
        {
            NoteUnlessSame(planned, DirectoryOf(planned)?.TryStat(planned.Name));
            return;
        }

        using var file = TryOpen(planned);
        var blocks = _sent?.Blocks(planned.Path);
        if (entry.Sparse is { } sparse)
        {
            foreach (var extent in sparse.Extents)
            {
                await CopyAsync(file, extent, blocks, cancellationToken);
            }
        }
        else
        {
            await CopyAsync(file, new SparseExtent(0, entry.Size), blocks, cancellationToken);
        }

        blocks?.Complete();

        NoteUnlessSame(planned, file?.Status());
    }

    private async ValueTask CopyAsync(
        Descriptor? file, SparseExtent extent, FileBlocks? blocks, CancellationToken cancellationToken)
    {
        var (offset, length) = extent;
        var atEnd = file is null;
        while (length > 0)
        {
            var count = (int)Math.Min(_buffer.Length, length);
            if (!atEnd)
            {
                var read = file!.ReadAt(_buffer.AsSpan(0, count), offset);
                atEnd = read == 0;
                count = atEnd ? count : read;
            }

            if (atEnd)
            {
                _buffer.AsSpan(0, count).Clear();
            }

            blocks?.Append(offset, _buffer.AsSpan(0, count));
            await _writer.WriteContentAsync(_buffer.AsMemory(0, count), cancellationToken);
            offset += count;
            length -= count;
        }
    }

    private void NoteUnlessSame(in PlannedEntry planned, FileStatus? now)
    {
        var entry = planned.Entry;
        var same = now is { } status && (SocketRecord.Marks(entry)
            ? status.Kind == FileKind.Socket
            : status.Kind == FileKind.Regular
                && status.Size == entry.FileLength
                && status.Modified == entry.Modified)
            && _sent?.IsStill(planned.Path, status) != false;
        if (!same)
        {
            _changed.Add(planned.Path);
        }
    }

    /// <summary>Null when the file was removed or replaced by something that is no file.</summary>
    private Descriptor? TryOpen(in PlannedEntry planned)
    {
        try
        {
            return DirectoryOf(planned)?.TryOpenFile(planned.Name, OpenMode.Read);
        }
        catch (LinuxException e) when (TreeArchiver.IsGone(e.Errno))
        {
            return null;
        }
    }

    private DirectoryDescriptor? DirectoryOf(in PlannedEntry planned)
    {
        if (planned.Directory == _directoryPath)
        {
            return _directory;
        }

        _directory?.Dispose();
        _directory = null;
        _directoryPath = planned.Directory;
        try
        {
            _directory = planned.Directory.Length == 0 ? _root.Duplicate() : _root.TryOpenDirectory(planned.Directory);
        }
        catch (LinuxException e) when (TreeArchiver.IsGone(e.Errno))
        {
            // Removed like any other; its files are padded.
        }

        return _directory;
    }
}
