using Gantry.Engine.Model;

namespace Gantry.Engine.Containers;

/// <summary>Podman's words for states, as messages and <c>inspect</c> use them.</summary>
internal static class StateNames
{
    /// <summary>The word for a state.</summary>
    public static string Of(ContainerState state) => state switch
    {
        ContainerState.Created => "created",
        ContainerState.Running => "running",
        ContainerState.Paused => "paused",
        ContainerState.Stopped or ContainerState.Checkpointed => "exited",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
