using System.Security.Cryptography;
using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>
/// Writes a checkpoint archive in one pass: entries as they come, each hashed on its way, then
/// <see cref="EntryNames.Manifest"/>. What lacks the manifest and the end of the tar is no checkpoint, so that a writer
/// disposed before <see cref="CompleteAsync"/> leaves nothing that a reader takes for one.
/// </summary>
internal sealed class CheckpointArchiveWriter : IAsyncDisposable
{
    // What a header of a file of any size needs, compressed or not, and more.
    private const int HeaderGap = 4096;

    private readonly TimeProvider _time;
    private readonly UnixTime _modified;
    private readonly ArchiveOutput _output;
    private readonly Stream _compressor;
    private readonly ZstdFrames? _frames;
    private readonly TarWriter _tar;
    private readonly ArchiveLedger _ledger = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private WriterState _state = WriterState.Open;

    /// <summary>Writes to <paramref name="destination"/>, which stays open and need not seek.</summary>
    public CheckpointArchiveWriter(Stream destination, ArchiveCompression compression, TimeProvider time)
    {
        _time = time;
        // Whole seconds: entries then need no PAX records.
        _modified = new UnixTime(time.GetUtcNow().ToUnixTimeSeconds(), 0);
        _output = new ArchiveOutput(destination);
        _frames = compression.Format == CompressionFormat.Zstd && destination is IRewritableOutput rewritable
            ? new ZstdFrames(_output, rewritable, compression)
            : null;
        _compressor = _frames ?? ArchiveStreams.Compress(_output, compression);
        _tar = new TarWriter(_compressor);
    }

    /// <summary>Makes the seal of all entries for the manifest. Null: it gets none.</summary>
    public Func<IReadOnlyList<ArchivedEntry>, string>? Seal { get; init; }

    private enum WriterState
    {
        Open,
        Writing,
        Completed,
        Disposed,
    }

    /// <summary>Bytes handed to the destination so far, compressed. Final after <see cref="CompleteAsync"/>.</summary>
    public long BytesWritten => _output.BytesWritten;

    /// <summary>Adds a directory, owned by root.</summary>
    /// <exception cref="ArgumentException">The name is not allowed or was added before.</exception>
    public Task AddDirectoryAsync(string name, int mode, CancellationToken cancellationToken) => AddAsync(
        new TarEntry { Name = name, Type = TarEntryType.Directory, Mode = mode, Modified = _modified },
        NoContentAsync,
        cancellationToken);

    /// <summary>Adds <see cref="EntryNames.CheckpointParent"/>, the link to the images of a pre-dump.</summary>
    /// <exception cref="ArgumentException">It was added before.</exception>
    public Task AddCheckpointParentAsync(CancellationToken cancellationToken)
    {
        var entry = new TarEntry
        {
            Name = EntryNames.CheckpointParent,
            Type = TarEntryType.Symlink,
            Mode = 0x1FF,
            LinkName = EntryNames.CheckpointParentTarget,
            Modified = _modified,
        };
        return AddAsync(entry, NoContentAsync, cancellationToken);
    }

    /// <summary>Adds a file whose content <paramref name="write"/> writes.</summary>
    /// <param name="name">Relative, as Podman names it; see <see cref="EntryNames"/>.</param>
    /// <param name="mode">Permission bits.</param>
    /// <param name="lengthBytes">Exactly what <paramref name="write"/> will write.</param>
    /// <param name="write">Writes the content; the stream is good for its duration.</param>
    /// <param name="cancellationToken">Handed to <paramref name="write"/>.</param>
    /// <exception cref="ArgumentException">The name is not allowed or was added before.</exception>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: fewer or more bytes came than announced. After this, or any other failure,
    /// the archive cannot be completed.
    /// </exception>
    public Task AddFileAsync(
        string name,
        int mode,
        long lengthBytes,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        return AddAsync(FileEntry(name, mode, lengthBytes), write, cancellationToken);
    }

    /// <summary>Adds a file.</summary>
    /// <exception cref="ArgumentException">The name is not allowed or was added before.</exception>
    public Task AddFileAsync(
        string name, int mode, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => AddAsync(
        FileEntry(name, mode, content.Length),
        (stream, token) => stream.WriteAsync(content, token).AsTask(),
        cancellationToken);

    /// <summary>Whether <see cref="AddGrowingFileAsync"/> works with this destination and compression.</summary>
    public bool TakesGrowingFiles => _frames is not null;

    /// <summary>Adds a file whose length nobody knows before it has all been written.</summary>
    /// <param name="name">Relative, as Podman names it; see <see cref="EntryNames"/>.</param>
    /// <param name="mode">Permission bits.</param>
    /// <param name="write">Writes the content; the stream is good for its duration.</param>
    /// <param name="cancellationToken">Handed to <paramref name="write"/>.</param>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="ArgumentException">The name is not allowed or was added before.</exception>
    public async Task<long> AddGrowingFileAsync(
        string name, int mode, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var frames = _frames ?? throw new InvalidOperationException("The archive's destination cannot be rewritten.");
        Admit(FileEntry(name, mode, 0));
        Begin();
        await _tar.BeginUnmeasuredAsync(name, cancellationToken);
        var gap = await frames.LeaveGapAsync(HeaderGap, cancellationToken);
        await using var content = new HashingWriteStream(_tar.Content, _hash, name, long.MaxValue);
        await write(content, cancellationToken);
        var entry = FileEntry(name, mode, await _tar.EndUnmeasuredAsync(cancellationToken));
        await frames.FillGapAsync(gap, HeaderGap, _tar.Header(entry), cancellationToken);
        EndEntry(entry);
        return entry.Size;
    }

    /// <summary>Writes the manifest and the end of the archive, and flushes the destination.</summary>
    /// <param name="container">Whose checkpoint it is.</param>
    /// <param name="volumes">Volumes whose tars were added.</param>
    /// <param name="cancellationToken">Cancels; the archive is then not complete.</param>
    /// <exception cref="InvalidOperationException">An entry failed before, or it is completed already.</exception>
    public async Task CompleteAsync(
        ArchivedContainer container, IReadOnlyList<ArchivedVolume> volumes, CancellationToken cancellationToken)
    {
        Begin();
        var manifest = new ArchiveManifest
        {
            Version = ArchiveManifest.CurrentVersion,
            Engine = ArchiveManifest.EngineName,
            Created = _time.GetUtcNow(),
            Container = container,
            Entries = _ledger.Entries,
            Volumes = volumes,
            Origin = Seal?.Invoke(_ledger.Entries),
        };
        var file = ManifestFile.Serialize(manifest);
        await _tar.WriteHeaderAsync(FileEntry(EntryNames.Manifest, 0x180, file.Length), cancellationToken);
        await _tar.WriteContentAsync(file, cancellationToken);
        await _tar.FinishAsync(cancellationToken);
        await _compressor.DisposeAsync();
        await _output.CompleteAsync(cancellationToken);
        _state = WriterState.Completed;
    }

    /// <summary>Frees the compressor. Unless completed, nothing more reaches the destination.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_state == WriterState.Disposed)
        {
            return;
        }

        if (_state != WriterState.Completed)
        {
            _output.Abandon();
            await _compressor.DisposeAsync();
        }

        _state = WriterState.Disposed;
        _hash.Dispose();
    }

    private static Task NoContentAsync(Stream stream, CancellationToken cancellationToken) => Task.CompletedTask;

    private TarEntry FileEntry(string name, int mode, long length) => new()
    {
        Name = name,
        Type = TarEntryType.RegularFile,
        Mode = mode,
        Size = length,
        Modified = _modified,
    };

    private async Task AddAsync(
        TarEntry entry, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Admit(entry);
        Begin();
        await _tar.WriteHeaderAsync(entry, cancellationToken);
        await using var content = new HashingWriteStream(_tar.Content, _hash, entry.Name, entry.Size);
        await write(content, cancellationToken);
        content.RequireComplete();
        EndEntry(entry);
    }

    private void Admit(TarEntry entry)
    {
        RequireOpen();
        var isReserved = entry.Name == EntryNames.Manifest;
        if ((isReserved ? "the writer adds it itself" : _ledger.Admit(entry.Name, entry)) is { } complaint)
        {
            throw new ArgumentException(
                $"\"{entry.Name}\" cannot be added to a checkpoint archive: {complaint}.", nameof(entry));
        }
    }

    private void EndEntry(TarEntry entry)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(entry.LinkName));
        _hash.GetHashAndReset(_digest);
        _ledger.Complete(entry.Name, entry.Type, entry.Size, _digest);
        _state = WriterState.Open;
    }

    private void Begin()
    {
        RequireOpen();
        _state = WriterState.Writing;
    }

    private void RequireOpen()
    {
        ObjectDisposedException.ThrowIf(_state == WriterState.Disposed, this);
        if (_state != WriterState.Open)
        {
            throw new InvalidOperationException(
                "The archive is completed, or an entry of it is unfinished or has failed.");
        }
    }
}
