namespace Gantry.Engine.Model.Inspection;

/// <summary>An object without fields: the value of a set of paths or ports.</summary>
public sealed record EmptyInspection;
