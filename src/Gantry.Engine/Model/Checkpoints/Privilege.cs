namespace Gantry.Engine.Model.Checkpoints;

/// <summary>Something that a container has beyond what every container has here.</summary>
/// <param name="Kind">The kind, which consent is given for.</param>
/// <param name="What">What it is, e.g. the capability or the path.</param>
public sealed record Privilege(PrivilegeKind Kind, string What);
