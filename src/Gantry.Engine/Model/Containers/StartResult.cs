namespace Gantry.Engine.Model.Containers;

/// <summary>A container that was started.</summary>
/// <param name="Container">How it stands now.</param>
/// <param name="Warnings">What this host could not grant, one sentence each.</param>
public sealed record StartResult(Container Container, IReadOnlyList<string> Warnings);
