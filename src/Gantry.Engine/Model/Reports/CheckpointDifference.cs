namespace Gantry.Engine.Model.Reports;

/// <summary>What differs between two checkpoints.</summary>
/// <param name="Before">The first one.</param>
/// <param name="After">The second one.</param>
/// <param name="Sections">What differs, by subject; subjects in which nothing does are left out.</param>
public sealed record CheckpointDifference(ReportSource Before, ReportSource After, IReadOnlyList<DifferenceSection> Sections);

/// <summary>Differences in one subject.</summary>
/// <param name="Name">The subject.</param>
/// <param name="Items">The differences.</param>
public sealed record DifferenceSection(string Name, IReadOnlyList<DifferenceItem> Items);

/// <summary>One difference.</summary>
/// <param name="What">What differs.</param>
/// <param name="Before">What it was; null: it was not there.</param>
/// <param name="After">What it is; null: it is gone.</param>
public sealed record DifferenceItem(string What, string? Before, string? After);
