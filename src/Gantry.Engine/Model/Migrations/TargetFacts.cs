namespace Gantry.Engine.Model.Migrations;

/// <summary>What a host answered that containers of this one might move to.</summary>
public sealed record TargetFacts
{
    /// <summary>What it calls itself.</summary>
    public required string Hostname { get; init; }

    /// <summary>Name and version of its engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Its CRIU, as one number.</summary>
    public required int CriuVersion { get; init; }

    /// <summary>Bytes of memory that a program can get there.</summary>
    public required long AvailableMemoryBytes { get; init; }

    /// <summary>Bytes that are free where its containers lie.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>What stands in the way of any container of this host, each with a remedy.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = [];
}
