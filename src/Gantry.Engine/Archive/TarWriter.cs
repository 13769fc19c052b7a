using System.Diagnostics.CodeAnalysis;
using Gantry.Engine.Model;

namespace Gantry.Engine.Archive;

/// <summary>
/// Writes a tar stream: ustar where an entry fits, PAX records where it does not, GNU's version 1.0 of sparse files in
/// PAX form. GNU tar and Go's archive/tar (Podman) read it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The content stream owns nothing.")]
internal sealed class TarWriter
{
    /// <summary>Bytes that <see cref="FinishAsync"/> writes: two zero blocks.</summary>
    public const int EndLength = 2 * TarFormat.BlockSize;

    [ThreadStatic]
    private static TarHeaderEncoder? s_measuring;

    private readonly TarSink _sink;
    private readonly TarHeaderEncoder _encoder = new();
    private readonly TarEntryStream _content;

    /// <summary>Writes to <paramref name="destination"/>, which stays open.</summary>
    public TarWriter(Stream destination)
    {
        _sink = new TarSink(destination);
        _content = new TarEntryStream(_sink);
    }

    /// <summary>Takes the content of the entry begun last, exactly <see cref="TarEntry.Size"/> bytes.</summary>
    public Stream Content => _content;

    /// <summary>Bytes of tar made so far, what is still buffered included.</summary>
    public long Position => _sink.Position;

    /// <summary>
    /// Bytes of <paramref name="entry"/> before its content: headers, PAX records, the map of a sparse file.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: over a limit of the format.</exception>
    public static long HeaderLength(TarEntry entry) => (s_measuring ??= new TarHeaderEncoder()).Encode(entry).Length;

    /// <summary>Bytes of <paramref name="entry"/> in the archive: headers, content and padding.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: over a limit of the format.</exception>
    public static long EntryLength(TarEntry entry) => HeaderLength(entry) + TarFormat.Padded(entry.Size);

    /// <summary>Begins an entry. The one before must have got all of its content.</summary>
    /// <exception cref="InvalidOperationException">The entry before lacks content.</exception>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: over a limit of the format.</exception>
    public async ValueTask WriteHeaderAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        _content.RequireComplete();
        await _sink.WriteAsync(_encoder.Encode(entry), cancellationToken);
        _content.Begin(entry.Name, entry.Size);
    }

    /// <summary>Appends to the content of the entry begun last.</summary>
    /// <exception cref="InvalidOperationException">More than the entry's size.</exception>
    public ValueTask WriteContentAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _content.WriteAsync(content, cancellationToken);

    /// <summary>
    /// Begins the content of an entry whose header is put in front of it later. All that was written before has reached the
    /// destination.
    /// </summary>
    /// <exception cref="InvalidOperationException">The entry before lacks content.</exception>
    public async ValueTask BeginUnmeasuredAsync(string name, CancellationToken cancellationToken)
    {
        _content.RequireComplete();
        await _sink.HandOnAsync(cancellationToken);
        _content.BeginUnmeasured(name);
    }

    /// <summary>Ends such content; it has reached the destination.</summary>
    /// <returns>Its length.</returns>
    public async ValueTask<long> EndUnmeasuredAsync(CancellationToken cancellationToken)
    {
        var length = await _content.EndUnmeasuredAsync(cancellationToken);
        await _sink.HandOnAsync(cancellationToken);
        return length;
    }

    /// <summary>The bytes in front of an entry's content; valid until the next entry.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: over a limit of the format.</exception>
    public ReadOnlyMemory<byte> Header(TarEntry entry) => _encoder.Encode(entry);

    /// <summary>Ends the archive and flushes. The destination stays open.</summary>
    /// <exception cref="InvalidOperationException">The last entry lacks content.</exception>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _content.RequireComplete();
        await _sink.WriteAsync(new byte[EndLength], cancellationToken);
        await _sink.FlushAsync(cancellationToken);
    }
}
