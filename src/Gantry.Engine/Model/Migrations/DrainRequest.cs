namespace Gantry.Engine.Model.Migrations;

/// <summary>What a person asks for with <c>drain</c>.</summary>
public sealed record DrainRequest
{
    /// <summary>Where to, by names or as ssh takes them. Empty: all named hosts.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>How each container is moved; the host in it is not used.</summary>
    public required MigrationRequest Migration { get; init; }

    /// <summary>How many containers move at a time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Only say where each would go.</summary>
    public bool IsPreview { get; init; }
}
