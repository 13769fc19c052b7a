using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A container's mounts by kind, each in the order asked for.</summary>
internal sealed record ResolvedMounts(
    IReadOnlyList<VolumeMount> Volumes, IReadOnlyList<BindMount> Binds, IReadOnlyList<TmpfsMount> Tmpfs);
