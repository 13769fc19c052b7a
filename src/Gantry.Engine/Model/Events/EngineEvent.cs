namespace Gantry.Engine.Model.Events;

/// <summary>Something that happened; one line of the event log, with Podman's names and statuses.</summary>
public sealed record EngineEvent
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>container</c>, <c>image</c>, <c>volume</c>, <c>network</c> or <c>system</c>.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// What: <c>create start died stop kill pause unpause checkpoint restore remove rename exec exec_died cleanup pull
    /// tag untag load save prune</c>…
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Id of the object; null when it has none.</summary>
    public string? ID { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>A container's image.</summary>
    public string? Image { get; init; }

    /// <summary>Exit code of a container that died or an exec session that ended.</summary>
    public int? ContainerExitCode { get; init; }

    /// <summary>A container's labels and what else belongs to the event.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}
