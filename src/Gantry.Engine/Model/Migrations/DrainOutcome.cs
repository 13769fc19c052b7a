namespace Gantry.Engine.Model.Migrations;

/// <summary>What became of one container of a host that is drained.</summary>
public abstract record DrainOutcome
{
    private DrainOutcome(string container)
    {
        Container = container;
    }

    /// <summary>The container's name.</summary>
    public string Container { get; }

    /// <summary>It runs on another host.</summary>
    /// <param name="Container">The container's name.</param>
    /// <param name="Result">Where, and how that went.</param>
    public sealed record Moved(string Container, MigrationResult Result) : DrainOutcome(Container);

    /// <summary>It would move; nothing of that was done.</summary>
    /// <param name="Container">The container's name.</param>
    /// <param name="Preview">Where to, and what would be sent.</param>
    public sealed record Movable(string Container, MigrationPreview Preview) : DrainOutcome(Container);

    /// <summary>It stays.</summary>
    /// <param name="Container">The container's name.</param>
    /// <param name="Reasons">Why, a sentence for each host or for this one.</param>
    public sealed record Stays(string Container, IReadOnlyList<string> Reasons) : DrainOutcome(Container);
}
