using System.Text;
using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Checkpoints;

/// <summary>Reads what encrypts and opens archives from what a person named.</summary>
internal static class ArchiveKeyFiles
{
    // An identity is one line, a passphrase too.
    private const int MostBytes = 1024 * 1024;

    /// <summary>Those for whom an archive is encrypted.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>.</exception>
    public static IReadOnlyList<IAgeRecipient> Recipients(ArchiveEncryption encryption) => encryption switch
    {
        ArchiveEncryption.ForRecipients(var recipients) => [.. recipients.Select(ParseRecipient)],
        ArchiveEncryption.WithPassphrase(var file) => [ReadPassphrase(file)],
        _ => throw new ArgumentOutOfRangeException(nameof(encryption), encryption, null),
    };

    /// <summary>The secrets that may open an archive.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>.</exception>
    public static IReadOnlyList<IAgeIdentity> Identities(ArchiveKey key) => key switch
    {
        ArchiveKey.Identities(var files) => [.. files.SelectMany(ReadIdentities)],
        ArchiveKey.Passphrase(var file) => [ReadPassphrase(file)],
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, null),
    };

    private static X25519Recipient ParseRecipient(string text) => X25519Recipient.Parse(text)
        ?? throw new GantryException(
            ErrorCode.Invalid,
            text.StartsWith("AGE-SECRET-KEY-", StringComparison.OrdinalIgnoreCase)
                ? "Cannot encrypt: a private key was given instead of a recipient; age-keygen -y FILE prints the recipient."
                : $"Cannot encrypt for \"{text}\": it is no recipient, or was mistyped. A recipient begins with age1; age-keygen makes one.");

    // Lines of comments and empty lines are age-keygen's.
    private static IEnumerable<X25519Identity> ReadIdentities(string path)
    {
        var lines = Encoding.UTF8.GetString(ReadFile("identity file", path)).Split('\n')
            .Select((text, index) => (Text: text.TrimEnd('\r'), Number: index + 1))
            .Where(line => line.Text.Length > 0 && !line.Text.StartsWith('#'))
            .ToList();
        return lines.Count == 0
            ? throw new GantryException(ErrorCode.Invalid, $"Cannot use identity file {path}: it holds no identity.")
            : lines.Select(line => X25519Identity.Parse(line.Text)
                ?? throw new GantryException(
                    ErrorCode.Invalid,
                    $"Cannot use identity file {path}: line {line.Number} is no identity; one begins with AGE-SECRET-KEY-1."));
    }

    private static Passphrase ReadPassphrase(string path)
    {
        var content = ReadFile("passphrase file", path);
        var line = content.AsSpan().TrimEnd("\r\n"u8);
        return line.IsEmpty || line.Contains((byte)'\n')
            ? throw new GantryException(ErrorCode.Invalid, $"Cannot use passphrase file {path}: it must hold one line, the passphrase.")
            : new Passphrase(line.ToArray());
    }

    private static byte[] ReadFile(string kind, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = new byte[MostBytes];
            var count = file.ReadAtLeast(content, MostBytes, throwOnEndOfStream: false);
            return count < MostBytes
                ? content[..count]
                : throw new GantryException(ErrorCode.Invalid, $"Cannot use {kind} {path}: it has more than {MostBytes} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorCode.NotFound, $"Cannot read {kind} {path}: {e.Message}", e);
        }
    }
}
