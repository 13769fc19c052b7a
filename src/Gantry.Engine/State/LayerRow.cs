using Gantry.Engine.Model;

namespace Gantry.Engine.State;

/// <summary>An unpacked layer.</summary>
/// <param name="ChainId">Identity of the layer with all below it (OCI image spec, config.md).</param>
/// <param name="DiffId">Digest of its uncompressed tar.</param>
/// <param name="Parent">Chain id of the layer below; null for the lowest.</param>
/// <param name="SizeBytes">Bytes of its files as unpacked.</param>
/// <param name="BlobDigest">The blob it was unpacked from; null when that is not kept.</param>
internal sealed record LayerRow(Digest ChainId, Digest DiffId, Digest? Parent, long SizeBytes, Digest? BlobDigest);
