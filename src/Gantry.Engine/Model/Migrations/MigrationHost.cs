namespace Gantry.Engine.Model.Migrations;

/// <summary>A host that containers can be moved to, by a name of the person's.</summary>
public sealed record MigrationHost
{
    /// <summary>Its name here.</summary>
    public required string Name { get; init; }

    /// <summary><c>[USER@]HOST</c> as ssh takes it; with a <see cref="Transport"/> a name for messages.</summary>
    public required string Destination { get; init; }

    /// <summary>Command of the shell that leads to <c>gantry migrate-receive</c> there. Null: ssh.</summary>
    public string? Transport { get; init; }
}
