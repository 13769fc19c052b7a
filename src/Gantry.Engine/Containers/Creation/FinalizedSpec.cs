using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A specification ready for the runtime.</summary>
/// <param name="Spec">What becomes config.json.</param>
/// <param name="Warnings">What this host could not grant and was lowered or left out, one sentence each.</param>
internal sealed record FinalizedSpec(OciSpec Spec, IReadOnlyList<string> Warnings);
