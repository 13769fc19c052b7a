namespace Gantry.Engine.Storage.Trees;

/// <summary>What <see cref="TreePlan.WriteAsync"/> found.</summary>
/// <param name="ChangedPaths">
/// Files, relative to the directory, that were written to, cut, replaced or removed between plan and end of reading.
/// Their entries have the planned length: a file that shrank ends in zeros, of one that grew the end is missing.
/// </param>
internal sealed record TreeWriteResult(IReadOnlyList<string> ChangedPaths);
