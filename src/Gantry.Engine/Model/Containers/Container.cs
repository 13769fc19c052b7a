namespace Gantry.Engine.Model.Containers;

/// <summary>A container on record: what it is and how it stands.</summary>
public sealed record Container
{
    /// <summary>Its identity.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was put on record here.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What it is to be.</summary>
    public required ContainerSpec Spec { get; init; }

    /// <summary>How it stands.</summary>
    public ContainerStatus Status { get; init; } = new();
}
