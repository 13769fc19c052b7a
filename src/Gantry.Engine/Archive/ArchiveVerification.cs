namespace Gantry.Engine.Archive;

/// <summary>What is known about an archive that was read to its end.</summary>
/// <param name="Manifest">
/// Gantry's trailer, every digest of which held. Null: Podman's archive, nothing to compare with.
/// </param>
/// <param name="Entries">Entries read, the manifest not counted.</param>
internal sealed record ArchiveVerification(ArchiveManifest? Manifest, int Entries)
{
    /// <summary>Whether every entry was compared with a digest.</summary>
    public bool HasManifest => Manifest is not null;
}
