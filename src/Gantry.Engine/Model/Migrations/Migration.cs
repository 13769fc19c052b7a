namespace Gantry.Engine.Model.Migrations;

/// <summary>A migration on record: under way, waiting for a decision, or over on this end.</summary>
public sealed record Migration
{
    /// <summary>Its name on both ends, 32 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The container, with the id that it has on this end.</summary>
    public required ContainerId ContainerId { get; init; }

    /// <summary>The container's name on this end.</summary>
    public required string ContainerName { get; init; }

    /// <summary>Which end this is.</summary>
    public required MigrationRole Role { get; init; }

    /// <summary>How far it has come.</summary>
    public required MigrationState State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The other end: at the source as typed, at the target the source's host name.</summary>
    public required string Host { get; init; }

    /// <summary>Target only: the memory comes after the container, through one process, and never without that.</summary>
    public bool IsPostCopy { get; init; }

    /// <summary>Source only: the command that reaches the target. Null: ssh.</summary>
    public string? Transport { get; init; }
}

/// <summary>One of a migration's two ends.</summary>
public enum MigrationRole
{
    /// <summary>Where the container comes from; decides.</summary>
    Source,

    /// <summary>Where it goes.</summary>
    Target,
}

/// <summary>How far a migration has come on one end; each state is durable before what it allows is done.</summary>
public enum MigrationState
{
    /// <summary>Nothing is decided: whoever finds it left over takes it back, and the container runs on the source.</summary>
    Offered,

    /// <summary>Target only: the container is held, whole, before its first instruction; the source decides.</summary>
    Prepared,

    /// <summary>The container is the target's. The source never lets its copy run again; the target lets its own run.</summary>
    Committed,

    /// <summary>
    /// It runs on the target, and its memory has not all come yet: the source's copy, as it was when it froze, is the only
    /// whole one.
    /// </summary>
    Filling,

    /// <summary>It runs on the target, and the source knows or is about to; the source's copy goes.</summary>
    Running,

    /// <summary>Taken back: the container runs on the source, and the target's copy goes.</summary>
    Discarded,
}
