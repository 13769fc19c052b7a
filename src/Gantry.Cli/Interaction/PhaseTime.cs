namespace Gantry.Cli.Interaction;

/// <summary>A phase of an operation, as its progress told it.</summary>
/// <param name="Name">As shown.</param>
/// <param name="Start">From the beginning of the operation.</param>
/// <param name="Length">Until the next one began, or the end.</param>
/// <param name="Bytes">Bytes done in it.</param>
internal sealed record PhaseTime(string Name, TimeSpan Start, TimeSpan Length, long Bytes);
