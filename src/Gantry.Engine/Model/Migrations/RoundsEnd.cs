namespace Gantry.Engine.Model.Migrations;

/// <summary>Why no further round of files was sent before the freeze.</summary>
public enum RoundsEnd
{
    /// <summary>The number of rounds that were asked for was reached; with 0 there was none.</summary>
    Limit,

    /// <summary>What changes in one round is sent within the downtime that is allowed for it.</summary>
    Small,

    /// <summary>A round was hardly smaller than the one before: the container changes files as fast as they are sent.</summary>
    NotShrinking,
}
