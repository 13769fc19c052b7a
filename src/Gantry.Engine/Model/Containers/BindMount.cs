namespace Gantry.Engine.Model.Containers;

/// <summary>A host path in a container.</summary>
/// <param name="Source">Absolute path on the host.</param>
/// <param name="Destination">Absolute path inside.</param>
/// <param name="Options">Mount options as OCI runtimes take them.</param>
public sealed record BindMount(string Source, string Destination, IReadOnlyList<string> Options);
