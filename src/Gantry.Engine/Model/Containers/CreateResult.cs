namespace Gantry.Engine.Model.Containers;

/// <summary>A container that was created.</summary>
/// <param name="Container">The container.</param>
/// <param name="Warnings">What of the request has no effect, one sentence each.</param>
public sealed record CreateResult(Container Container, IReadOnlyList<string> Warnings);
