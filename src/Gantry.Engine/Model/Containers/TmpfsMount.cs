namespace Gantry.Engine.Model.Containers;

/// <summary>A memory file system in a container.</summary>
/// <param name="Destination">Absolute path inside.</param>
/// <param name="Options">Mount options (<c>size=…</c>, <c>mode=…</c>…).</param>
public sealed record TmpfsMount(string Destination, IReadOnlyList<string> Options);
