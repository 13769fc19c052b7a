namespace Gantry.Engine.Model.Containers;

/// <summary>A table of processes as <c>top</c> shows it.</summary>
/// <param name="Titles">One a column.</param>
/// <param name="Processes">One row a process, a cell a column.</param>
public sealed record ProcessList(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Processes);
