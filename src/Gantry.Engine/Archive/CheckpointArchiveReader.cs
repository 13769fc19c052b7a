using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Gantry.Engine.Model;

namespace Gantry.Engine.Archive;

/// <summary>
/// Reads a checkpoint archive, Gantry's or Podman's, of any compression, in one pass and by the rules for untrusted
/// input: relative names without <c>..</c>, nothing twice, fixed entries regular files, no links, devices or pipes.
/// </summary>
/// <remarks>
/// Entries come before their digests can be checked: whoever acts on them must be able to undo it until
/// <see cref="ReadEntriesAsync"/> has ended without an error.
/// </remarks>
internal sealed class CheckpointArchiveReader : IAsyncDisposable
{
    private readonly Stream _source;
    private readonly string _archive;
    private readonly Func<string, Stream, Stream>? _tool;
    private readonly ArchiveLedger _ledger = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private Stream? _plain;

    /// <summary>Reads from <paramref name="source"/>, which stays open and need not seek, to its end.</summary>
    /// <param name="source">The archive as it comes.</param>
    /// <param name="archiveName">Its name in messages.</param>
    /// <param name="tool">Decompresses by a program ("bzip2", "xz"); null: such archives are refused.</param>
    public CheckpointArchiveReader(Stream source, string archiveName, Func<string, Stream, Stream>? tool = null)
    {
        _source = source;
        _archive = $"checkpoint archive \"{archiveName}\"";
        _tool = tool;
    }

    /// <summary>
    /// Whether entries are compared with the manifest's digests too. What need not be read for that is passed over.
    /// </summary>
    public bool ComparesDigests { get; init; } = true;

    /// <summary>Set once <see cref="ReadEntriesAsync"/> has come to its end; null before.</summary>
    public ArchiveVerification? Verification { get; private set; }

    /// <summary>
    /// The entries in the archive's order, directories too, the manifest not. What is left of an entry's content when
    /// the next one is asked for is read and hashed nonetheless, or passed over.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: not allowed, damaged, cut short, or not what the manifest says;
    /// <see cref="ErrorCode.Incompatible"/>: of a later version, or compressed with what this host cannot read.
    /// </exception>
    /// <exception cref="InvalidOperationException">The archive is being read already.</exception>
    public async IAsyncEnumerable<CheckpointArchiveEntry> ReadEntriesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_plain is not null)
        {
            throw new InvalidOperationException($"The {_archive} can be read only once.");
        }

        _plain = await ArchiveStreams.DecompressAsync(_source, _tool, cancellationToken);
        var tar = new TarReader(_plain, TarEnd.Required, _archive);
        ArchiveManifest? manifest = null;
        while (await tar.ReadNextAsync(cancellationToken) is { } header)
        {
            var name = ArchiveRules.Normalise(header.Name);
            if (name.Length == 0 && header.Type == TarEntryType.Directory)
            {
                continue;
            }

            Admit(name, header, manifest is not null);
            if (name == EntryNames.Manifest)
            {
                manifest = await ReadManifestAsync(header, tar.Content, cancellationToken);
                continue;
            }

            if (!ComparesDigests)
            {
                yield return new CheckpointArchiveEntry(name, header, tar.Content);
                _ledger.Complete(name, header.Type, header.Size, []);
                continue;
            }

            await using var content = new HashingReadStream(tar.Content, _hash);
            yield return new CheckpointArchiveEntry(name, header, content);
            await content.CopyToAsync(Stream.Null, cancellationToken);
            Complete(name, header);
        }

        await tar.DrainAsync(cancellationToken);
        Verification = Verify(manifest);
    }

    /// <summary>Frees the decompressor.</summary>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_plain is not null)
        {
            await _plain.DisposeAsync();
        }
    }

    private GantryException Refusal(string reason, Exception? error = null) =>
        new(ErrorCode.Invalid, $"Cannot use {_archive}: {reason}.", error);

    private void Admit(string name, TarEntry header, bool isBehindManifest)
    {
        var complaint = isBehindManifest ? $"it stands behind {EntryNames.Manifest}" : _ledger.Admit(name, header);
        if (complaint is not null)
        {
            throw Refusal($"entry \"{header.Name}\" is refused: {complaint}");
        }
    }

    private async ValueTask<ArchiveManifest> ReadManifestAsync(
        TarEntry header, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            if (header.Size > ManifestFile.MaxBytes)
            {
                throw new InvalidDataException($"it has {header.Size} bytes, the limit is {ManifestFile.MaxBytes}");
            }

            var file = new byte[header.Size];
            await content.ReadExactlyAsync(file, cancellationToken);
            return ManifestFile.Parse(file);
        }
        catch (InvalidDataException error)
        {
            throw Refusal($"{EntryNames.Manifest} cannot be read: {error.Message}", error);
        }
    }

    private void Complete(string name, TarEntry header)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(header.LinkName));
        _hash.GetHashAndReset(_digest);
        _ledger.Complete(name, header.Type, header.Size, _digest);
    }

    private ArchiveVerification Verify(ArchiveManifest? manifest) =>
        manifest is not null && _ledger.Difference(manifest) is { } difference
            ? throw Refusal(difference)
            : new ArchiveVerification(manifest, _ledger.Entries.Count);
}
