namespace Gantry.Engine.Model.Containers;

/// <summary>A named or anonymous volume in a container.</summary>
public sealed record VolumeMount
{
    /// <summary>The volume's name.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path inside.</summary>
    public required string Destination { get; init; }

    /// <summary>Mount options as OCI runtimes take them (<c>ro</c>, <c>rprivate</c>, <c>nosuid</c>…), plus <c>nocopy</c>, <c>U</c>, <c>z</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Made for this container alone and removed with it by <c>--rm</c> or <c>rm -v</c>.</summary>
    public bool Anonymous { get; init; }

    /// <summary>A folder inside the volume that is mounted instead of its root. Empty: the root.</summary>
    public string SubPath { get; init; } = "";
}
