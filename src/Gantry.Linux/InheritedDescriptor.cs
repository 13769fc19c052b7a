namespace Gantry.Linux;

/// <summary>A descriptor a child gets besides 0, 1 and 2.</summary>
/// <param name="Descriptor">Ours; the caller keeps it and may dispose it once the child has started.</param>
/// <param name="ChildNumber">Its number in the child, 3 or higher.</param>
public sealed record InheritedDescriptor(Descriptor Descriptor, int ChildNumber);
