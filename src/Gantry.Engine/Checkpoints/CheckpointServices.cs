using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Networking;
using Gantry.Engine.Pods;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Storage.Volumes;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>What checkpoint and restore work with.</summary>
internal sealed record CheckpointServices
{
    /// <summary>The installation: paths, records, locks, runtimes, clock.</summary>
    public required ContainerContext Context { get; init; }

    /// <summary>Undo records.</summary>
    public required OperationJournal Journal { get; init; }

    /// <summary>Images.</summary>
    public required ImageStore Images { get; init; }

    /// <summary>Volumes.</summary>
    public required VolumeStore Volumes { get; init; }

    /// <summary>Mounts of containers.</summary>
    public required ContainerMounts Mounts { get; init; }

    /// <summary>Everything a container needs before its processes exist.</summary>
    public required ContainerPreparation Preparation { get; init; }

    /// <summary>config.json.</summary>
    public required BundleFiles Bundle { get; init; }

    /// <summary>Starts conmon.</summary>
    public required ContainerStarter Starter { get; init; }

    /// <summary>Puts containers on record.</summary>
    public required ContainerCreator Creator { get; init; }

    /// <summary>Networks.</summary>
    public required NetworkStore Networks { get; init; }

    /// <summary>Containers on networks.</summary>
    public required ContainerNetworks Connections { get; init; }

    /// <summary>Pods.</summary>
    public required PodTable Pods { get; init; }

    /// <summary>Starts infra containers.</summary>
    public required PodControl PodControl { get; init; }

    /// <summary>Cgroups of containers.</summary>
    public required ContainerCgroup Cgroup { get; init; }

    /// <summary>Does what undo steps say; a checkpoint ends its container by one.</summary>
    public required UndoExecutor Undo { get; init; }

    /// <summary>External programs.</summary>
    public required ToolLocator Tools { get; init; }

    /// <summary>Throws unless CRIU is here and the runtime can make checkpoints.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>.</exception>
    public async Task RequireCriuAsync(IOciRuntime runtime, CancellationToken cancellationToken)
    {
        var criu = new Criu(Tools.Find("criu"), new ToolAnswers(Context.Layout.ToolAnswers));
        await criu.RequireMinimumVersionAsync(cancellationToken);
        if (!await runtime.SupportsCheckpointAsync(cancellationToken))
        {
            throw new GantryException(
                ErrorCode.Incompatible, $"configured runtime does not support checkpoint/restore: {runtime.Name}");
        }
    }
}
