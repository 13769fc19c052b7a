using System.Security.Cryptography;
using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>A large file as the other end has it: where its data lies, and a digest of the data in each block.</summary>
/// <param name="size">Length of the file in bytes.</param>
/// <param name="layout">The stretches with data, ascending.</param>
internal sealed class FileBlocks(long size, IReadOnlyList<SparseExtent> layout)
{
    /// <summary>Bytes of a block; the last one of a file is shorter.</summary>
    internal const int BlockSize = 64 * 1024;

    /// <summary>Files below this are sent whole: their digests would save little.</summary>
    internal const long SmallestFile = 1024 * 1024;

    // Of SHA-256; what a container writes shall not be able to make two blocks look alike.
    private const int DigestSize = 16;

    private readonly byte[] _digests = new byte[(size + BlockSize - 1) / BlockSize * DigestSize];
    private IncrementalHash? _hash;
    private long _hashed = -1;

    /// <summary>The stretches with data.</summary>
    internal IReadOnlyList<SparseExtent> Layout => layout;

    /// <summary>The digest of the data in a block.</summary>
    internal Span<byte> DigestAt(long block) => _digests.AsSpan((int)(block * DigestSize), DigestSize);

    /// <summary>The digest of a block's data.</summary>
    internal static byte[] Digest(ReadOnlySpan<byte> data) => SHA256.HashData(data)[..DigestSize];

    /// <summary>Notes data as it is sent, in order; of a block all or nothing.</summary>
    internal void Append(long offset, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            var block = offset / BlockSize;
            if (block != _hashed)
            {
                Complete();
                _hashed = block;
                _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            }

            var count = (int)Math.Min(data.Length, ((block + 1) * BlockSize) - offset);
            _hash!.AppendData(data[..count]);
            data = data[count..];
            offset += count;
        }
    }

    /// <summary>Ends the block noted last.</summary>
    internal void Complete()
    {
        if (_hashed >= 0)
        {
            _hash!.GetHashAndReset()[..DigestSize].CopyTo(DigestAt(_hashed));
            _hashed = -1;
        }
    }
}
