namespace Gantry.Engine.Model.Migrations;

/// <summary>One sending of files while the container ran.</summary>
/// <param name="Bytes">Bytes sent.</param>
/// <param name="Duration">How long it took, until the target had taken it.</param>
public sealed record MigrationRound(long Bytes, TimeSpan Duration);
