using Gantry.Engine.Model;

namespace Gantry.Engine.State;

/// <summary>An operation that is under way or that a dead process left behind.</summary>
internal sealed record PendingOperation
{
    /// <summary>Number in the journal.</summary>
    public required long Id { get; init; }

    /// <summary>Whose operation it is.</summary>
    public required ContainerId ContainerId { get; init; }

    /// <summary>What it was doing, e.g. <c>restore</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When its first step was recorded.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The process that ran it.</summary>
    public required int OwnerPid { get; init; }

    /// <summary>That very process still lives in this boot.</summary>
    public required bool OwnerIsAlive { get; init; }

    /// <summary>It is past its point of no return: its steps finish it instead of taking it back.</summary>
    public required bool Committed { get; init; }

    /// <summary>What remains to be done, in the order in which it will be done.</summary>
    public required IReadOnlyList<PendingStep> Steps { get; init; }

    /// <summary>A step was tried and failed; the container is blocked until it succeeds.</summary>
    public bool NeedsRecovery => Steps.Any(step => step.Failure is not null);
}

/// <summary>One step of an operation that remains.</summary>
/// <param name="Sequence">Its number in the operation, from 0.</param>
/// <param name="Step">What to do.</param>
/// <param name="Failure">Why the last try failed; null when it was not tried.</param>
internal sealed record PendingStep(int Sequence, UndoStep Step, string? Failure);
