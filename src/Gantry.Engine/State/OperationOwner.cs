using Gantry.Engine.Model;

namespace Gantry.Engine.State;

/// <summary>What an operation's row says besides its steps.</summary>
internal sealed record OperationOwner(ContainerId ContainerId, string Name)
{
    /// <summary>Its steps finish it instead of taking it back.</summary>
    public bool Committed { get; init; }
}
