using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>A blob in a staging folder, hashed while it was written there.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Digest">Digest of its content.</param>
/// <param name="LengthBytes">Its length.</param>
internal sealed record StagedBlob(string Path, Digest Digest, long LengthBytes);
