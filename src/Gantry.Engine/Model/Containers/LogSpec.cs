namespace Gantry.Engine.Model.Containers;

/// <summary>Where a container's output goes.</summary>
public sealed record LogSpec
{
    /// <summary><c>k8s-file</c>, <c>json-file</c> (the same file, as in Podman) or <c>none</c>.</summary>
    public string Driver { get; init; } = "k8s-file";

    /// <summary>Options: <c>path</c>, <c>max-size</c>, <c>tag</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();
}
