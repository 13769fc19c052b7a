namespace Gantry.Engine.Model.Inspection;

/// <summary>One process limit.</summary>
public sealed record UlimitInspection
{
    /// <summary><c>RLIMIT_NOFILE</c> and so on.</summary>
    public string Name { get; init; } = "";

    /// <summary>The limit in force; -1 is unlimited.</summary>
    public long Soft { get; init; }

    /// <summary>How far the program may raise it; -1 is unlimited.</summary>
    public long Hard { get; init; }
}
