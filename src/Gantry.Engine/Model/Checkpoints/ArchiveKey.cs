namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What opens an encrypted archive: a closed set.</summary>
public abstract record ArchiveKey
{
    private ArchiveKey()
    {
    }

    /// <summary>Private keys.</summary>
    /// <param name="Files">Absolute paths of files as <c>age-keygen</c> writes them.</param>
    public sealed record Identities(IReadOnlyList<string> Files) : ArchiveKey;

    /// <summary>A passphrase.</summary>
    /// <param name="File">Absolute path of the file with the passphrase, one line.</param>
    public sealed record Passphrase(string File) : ArchiveKey;
}
