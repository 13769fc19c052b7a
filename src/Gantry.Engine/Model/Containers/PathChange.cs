namespace Gantry.Engine.Model.Containers;

/// <summary>One path that a container added (<c>A</c>), changed (<c>C</c>) or deleted (<c>D</c>).</summary>
/// <param name="Kind"><c>A</c>, <c>C</c> or <c>D</c>.</param>
/// <param name="Path">Absolute path inside.</param>
public sealed record PathChange(char Kind, string Path);
