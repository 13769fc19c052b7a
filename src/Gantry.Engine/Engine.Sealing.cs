using Gantry.Engine.Archive;
using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine;

/// <content>Encrypted archives, in the form of age (age-encryption.org/v1), and signed ones, in the form of OpenSSH.</content>
public sealed partial class Engine
{
    /// <summary>The archive in an encrypted one. What it gives is authentic; reading throws where it is not.</summary>
    /// <param name="archive">The encrypted archive, read once from its start; closed with the result.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="key">Opens it.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>: the key cannot be read. When reading,
    /// <see cref="ErrorCode.Invalid"/>: not encrypted, not for this key, altered or cut short.
    /// </exception>
    public static Stream OpenEncryptedArchive(Stream archive, string name, ArchiveKey key) =>
        new AgeDecryptStream(archive, name, ArchiveKeyFiles.Identities(key));

    /// <summary>Opens an archive that one of certain people signed. It is read once for that, and then by whoever reads the result.</summary>
    /// <param name="path">Its absolute path; the signature is in a file of this name and <c>.sig</c>.</param>
    /// <param name="allowedSigners">Absolute path of a file as in ssh-keygen(1), "ALLOWED SIGNERS".</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The archive, which the caller closes, and who signed it.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>: not signed by one of them, or altered.</exception>
    public static Task<(Stream Archive, string Signer)> OpenSignedArchiveAsync(
        string path, string allowedSigners, CancellationToken cancellationToken) =>
        ArchiveSignature.OpenAsync(path, allowedSigners, cancellationToken);

    /// <summary>Encrypts an archive.</summary>
    /// <param name="archive">The archive; stays open.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="encryption">For whom.</param>
    /// <param name="destination">Takes the encrypted archive; stays open.</param>
    /// <param name="cancellationToken">Stops; what was written is no archive then.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is encrypted already, or a key cannot be used.</exception>
    public static async Task EncryptArchiveAsync(
        Stream archive, string name, ArchiveEncryption encryption, Stream destination, CancellationToken cancellationToken)
    {
        var recipients = ArchiveKeyFiles.Recipients(encryption);
        var magic = new byte[ArchiveStreams.LongestMagic];
        var count = await archive.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        if (ArchiveStreams.Detect(magic) == ArchiveStreams.Encrypted)
        {
            throw new GantryException(ErrorCode.Invalid, $"Cannot encrypt {name}: it is encrypted already.");
        }

        await using var whole = new PrefixedStream(magic.AsMemory(0, count), archive);
        await using var encrypting = new AgeEncryptStream(destination, recipients);
        await whole.CopyToAsync(encrypting, cancellationToken);
        await encrypting.CompleteAsync(cancellationToken);
    }

    /// <summary>Writes a file, mode 0600, that appears under its name only when it is whole.</summary>
    /// <param name="path">Its absolute path. A device or pipe is written to as it is.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Handed to <paramref name="write"/>.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>: no such file can be there.</exception>
    public static async Task WriteArchiveFileAsync(
        string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        if (ArchiveFile.IsSpecial(path))
        {
            await using var device = File.OpenWrite(path);
            await write(device, cancellationToken);
            return;
        }

        using var file = ArchiveFile.Create(path);
        try
        {
            await write(file.OpenStream(), cancellationToken);
            file.Publish();
        }
        catch
        {
            file.Discard();
            throw;
        }
    }
}
