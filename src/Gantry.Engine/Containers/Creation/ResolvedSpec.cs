using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>What a request means, with everything filled in.</summary>
/// <param name="Spec">What the container is to be.</param>
/// <param name="Warnings">What of the request has no effect, one sentence each.</param>
internal sealed record ResolvedSpec(ContainerSpec Spec, IReadOnlyList<string> Warnings);
