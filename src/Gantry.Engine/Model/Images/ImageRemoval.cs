namespace Gantry.Engine.Model.Images;

/// <summary>What removing did, in the words of <c>podman rmi</c>: names untagged, then images deleted.</summary>
/// <param name="Untagged">References that no longer exist.</param>
/// <param name="Deleted">Id of the deleted image; null when it still has other names.</param>
/// <param name="FreedBytes">Bytes of unpacked layers and blobs that went away.</param>
public sealed record ImageRemoval(IReadOnlyList<string> Untagged, Digest? Deleted, long FreedBytes);
