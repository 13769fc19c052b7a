namespace Gantry.Engine.Model.Checkpoints;

/// <summary>For whom an archive is encrypted: a closed set. Passphrases are named by their file, so that no record holds one.</summary>
public abstract record ArchiveEncryption
{
    private ArchiveEncryption()
    {
    }

    /// <summary>For the owners of keys.</summary>
    /// <param name="Recipients">Public keys of age, <c>age1…</c>.</param>
    public sealed record ForRecipients(IReadOnlyList<string> Recipients) : ArchiveEncryption;

    /// <summary>For those who know a passphrase.</summary>
    /// <param name="File">Absolute path of the file with the passphrase, one line.</param>
    public sealed record WithPassphrase(string File) : ArchiveEncryption;
}
