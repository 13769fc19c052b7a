using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers;

/// <summary>Runs a container with the caller's terminal or streams attached, until it ends or the person detaches.</summary>
internal sealed class AttachedRun(
    ContainerAccess access, ContainerStarter starter, ContainerMonitor monitor, ContainerWaiter waiter)
{
    /// <summary>Starts a container and misses nothing of its output.</summary>
    /// <returns>Its exit code; null after detaching.</returns>
    public async Task<int?> StartAsync(
        ContainerId id,
        AttachStreams streams,
        Action<IReadOnlyList<string>> warn,
        CancellationToken cancellationToken)
    {
        ContainerAttachment? attachment = null;
        try
        {
            var started = await access.UseAsync(
                id,
                (locked, _) => starter.StartAsync(
                    locked,
                    _ =>
                    {
                        attachment = Open(id);
                        return Task.CompletedTask;
                    },
                    cancellationToken),
                cancellationToken);

            warn(started.Warnings);

            // One that ran already was not created anew.
            attachment ??= Open(id);
            return await FollowAsync(id, attachment, streams, cancellationToken);
        }
        finally
        {
            attachment?.Dispose();
        }
    }

    /// <summary>Attaches to a container that runs.</summary>
    /// <returns>Its exit code; null after detaching.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it does not run.</exception>
    public async Task<int?> AttachAsync(ContainerId id, AttachStreams streams, CancellationToken cancellationToken)
    {
        using var attachment = await access.UseAsync(
            id,
            (_, container) => container.Status.State is ContainerState.Running or ContainerState.Paused
                ? Task.FromResult(Open(id))
                : throw new GantryException(
                    ErrorCode.WrongState, "you can only attach to running containers: container state improper"),
            cancellationToken);
        return await FollowAsync(id, attachment, streams, cancellationToken);
    }

    private ContainerAttachment Open(ContainerId id) =>
        ContainerAttachment.Open(monitor.AttachSocket(id), monitor.ControlPipe(id));

    private async Task<int?> FollowAsync(
        ContainerId id, ContainerAttachment attachment, AttachStreams streams, CancellationToken cancellationToken) =>
        await attachment.RunAsync(streams, cancellationToken) == AttachEnd.Detached
            ? null
            : await waiter.WaitForExitAsync(id, cancellationToken);
}
