using System.Security.Cryptography;
using System.Text;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;

namespace Gantry.Engine.Checkpoints;

/// <summary>The secret by which an installation knows archives that it wrote itself. Made at its first use; mode 0600.</summary>
internal sealed class InstallationKey(HostLayout layout)
{
    private const int KeyBytes = 32;

    /// <summary>What an archive says in front: this installation wrote its definition.</summary>
    /// <param name="fingerprint">Of the definition.</param>
    public string SealDefinition(string fingerprint) => Seal("definition", fingerprint, ReadOrMake());

    /// <summary>What an archive says at its end: this installation wrote all of it.</summary>
    /// <param name="entries">All entries but the manifest.</param>
    public string SealArchive(IReadOnlyList<ArchivedEntry> entries) => Seal("archive", Fingerprint(entries), ReadOrMake());

    /// <summary>Whether this installation wrote a definition. The rest of the archive is not known yet.</summary>
    public bool Wrote(ContainerDefinition definition) =>
        definition.Origin is { } origin && TryRead() is { } key && AreSame(origin, Seal("definition", definition.Fingerprint, key));

    /// <summary>Whether this installation wrote all of an archive whose entries are as its manifest says.</summary>
    public bool Wrote(ArchiveManifest? manifest) =>
        manifest?.Origin is { } origin && TryRead() is { } key && AreSame(origin, Seal("archive", Fingerprint(manifest.Entries), key));

    // Names hold no control characters.
    private static string Fingerprint(IReadOnlyList<ArchivedEntry> entries) =>
        string.Concat(entries.Select(entry => $"{entry.Name}\n{entry.Type}\n{entry.Length}\n{entry.Sha256}\n"));

    private static string Seal(string what, string text, byte[] key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"gantry {what}\n{text}")));

    private static bool AreSame(string claimed, string computed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(claimed), Encoding.UTF8.GetBytes(computed));

    private byte[]? TryRead() => File.Exists(layout.InstallationKey) ? File.ReadAllBytes(layout.InstallationKey) : null;

    private byte[] ReadOrMake()
    {
        if (TryRead() is { } present)
        {
            return present;
        }

        var made = layout.InstallationKey + "." + Path.GetRandomFileName();
        using (var file = new FileStream(made, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(made, layout.InstallationKey, overwrite: false);
        }
        catch (IOException) when (File.Exists(layout.InstallationKey))
        {
            // Another process was first.
            File.Delete(made);
        }

        return File.ReadAllBytes(layout.InstallationKey);
    }
}
