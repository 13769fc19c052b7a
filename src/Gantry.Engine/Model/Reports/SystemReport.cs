using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Model.Reports;

/// <summary>What a host has of what Gantry needs, found by trying it.</summary>
/// <param name="Checks">Everything that was looked at, what all else needs first.</param>
public sealed record SystemReport(IReadOnlyList<SystemCheck> Checks)
{
    /// <summary>What the host says of itself that containers of this one might move to. Null: none was asked.</summary>
    public TargetFacts? Target { get; init; }

    /// <summary>Nothing that is needed is missing, here and on the host that was asked.</summary>
    public bool IsReady => Checks.All(check => check.Status != CheckStatus.Missing) && Target is null or { Blockers.Count: 0 };
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is; stays the same between versions.</param>
/// <param name="Status">Whether it is there.</param>
/// <param name="Found">What was found, or why it was not.</param>
/// <param name="Without">What fails without it.</param>
/// <param name="Remedy">How to get it.</param>
public sealed record SystemCheck(string Name, CheckStatus Status, string Found, string Without, string Remedy);

/// <summary>Whether something that was looked at is there.</summary>
public enum CheckStatus
{
    /// <summary>It is there and works.</summary>
    Ok,

    /// <summary>It is not; some things cannot be done.</summary>
    Warning,

    /// <summary>It is not, and containers, their checkpoints or restores need it.</summary>
    Missing,
}
