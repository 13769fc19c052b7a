namespace Gantry.Engine.Archive;

/// <summary>What is known about an archive that was read to its end.</summary>
/// <param name="Manifest">
/// Gantry's trailer, every length and, where they were compared, every digest of which held. Null: Podman's archive, nothing
/// to compare with.
/// </param>
/// <param name="Entries">Entries read, the manifest not counted.</param>
internal sealed record ArchiveVerification(ArchiveManifest? Manifest, int Entries)
{
    /// <summary>Whether there was something to compare entries with.</summary>
    public bool HasManifest => Manifest is not null;
}
