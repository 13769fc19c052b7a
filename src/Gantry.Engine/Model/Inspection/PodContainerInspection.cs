namespace Gantry.Engine.Model.Inspection;

/// <summary>A container in the inspection of its pod.</summary>
public sealed record PodContainerInspection
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Podman's word for how it stands.</summary>
    public string State { get; init; } = "";
}
