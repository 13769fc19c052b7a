using System.Security.Cryptography;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>Writes a blob into a staging area and hashes it on the way.</summary>
/// <param name="path">The file's path.</param>
/// <param name="file">The file, closed with this.</param>
internal sealed class StagedBlobStream(string path, FileStream file) : ForwardWriteStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The blob as far as it was written.</summary>
    public StagedBlob ToBlob() => new(path, Digest.FromHash(_hash.GetCurrentHash()), file.Length);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        file.Write(buffer);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hash.AppendData(buffer.Span);
        await file.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
