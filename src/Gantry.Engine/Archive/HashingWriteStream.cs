using System.Security.Cryptography;
using Gantry.Engine.Model;

namespace Gantry.Engine.Archive;

/// <summary>Takes one entry's content of announced length on its way into the tar, and hashes it.</summary>
internal sealed class HashingWriteStream(Stream content, IncrementalHash hash, string name, long length)
    : ForwardWriteStream
{
    private long _written;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Span);
        await content.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        content.Write(buffer);
    }

    /// <summary>Throws when less came than was announced.</summary>
    public void RequireComplete()
    {
        if (_written != length)
        {
            throw Mismatch($"only {_written} came");
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > length - _written)
        {
            throw Mismatch("more came");
        }

        hash.AppendData(bytes);
        _written += bytes.Length;
    }

    private GantryException Mismatch(string found) => new(
        ErrorCode.WrongState,
        $"Cannot write \"{name}\" to the archive: {length} bytes were announced and {found}; "
        + "it changed while it was being read.");
}
