using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Events;
using Gantry.Engine.State;
using Gantry.Engine.Tools;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Containers;

/// <summary>What everything in this folder works with: one installation's places, records and clock.</summary>
internal sealed record ContainerContext
{
    /// <summary>Paths.</summary>
    public required HostLayout Layout { get; init; }

    /// <summary>How this installation was opened.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>The containers on record.</summary>
    public required ContainerTable Containers { get; init; }

    /// <summary>The migrations on record.</summary>
    public required MigrationTable Migrations { get; init; }

    /// <summary>Locks.</summary>
    public required ContainerLocks Locks { get; init; }

    /// <summary>Runtimes.</summary>
    public required OciRuntimes Runtimes { get; init; }

    /// <summary>What happened.</summary>
    public required EventLog Events { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The container with this id.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Container Require(ContainerId id) =>
        Containers.Find(id)
        ?? throw new GantryException(
            ErrorCode.NotFound, $"no container with name or ID \"{id}\" found: no such container");

    /// <summary>Stores how a container stands and returns it so.</summary>
    public Container Save(Container container, ContainerStatus status)
    {
        Containers.UpdateStatus(container.Id, status);
        return container with { Status = status };
    }

    /// <summary>Notes an event of a container.</summary>
    public Task RecordEventAsync(Container container, string status, CancellationToken cancellationToken) =>
        RecordEventAsync(container, status, exitCode: null, cancellationToken);

    /// <summary>Notes an event of a container with the exit code that belongs to it.</summary>
    public Task RecordEventAsync(
        Container container, string status, int? exitCode, CancellationToken cancellationToken) =>
        Events.AppendAsync(
            new EngineEvent
            {
                Time = Time.GetUtcNow(),
                Type = "container",
                Status = status,
                ID = container.Id.ToString(),
                Name = container.Name,
                Image = container.Spec.ImageName,
                ContainerExitCode = exitCode,
                Attributes = container.Spec.Labels.Count > 0 ? container.Spec.Labels : null,
            },
            cancellationToken);
}
