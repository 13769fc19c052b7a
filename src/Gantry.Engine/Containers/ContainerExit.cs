using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>What <c>container cleanup</c> does, which conmon runs when a container has ended.</summary>
internal sealed class ContainerExit(
    ContainerContext context,
    ContainerAccess access,
    ContainerCleanup cleanup,
    ContainerStarter starter,
    ContainerRemover remover,
    PodTable pods,
    InfraStopper infras)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_goodRun = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Notes the exit, takes the run down, then restarts or removes the container as its specification says. A
    /// container that is gone, or runs again, is left alone. The end of its last one may be the end of a pod.
    /// </summary>
    public async Task CleanUpAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var ended = await access.TryUseAsync(id, NoteAsync, cancellationToken);
        if (ended is null)
        {
            return;
        }

        if (ShouldRestart(ended))
        {
            await Task.Delay(DelayBefore(ended.Status), context.Time, cancellationToken);
            await access.TryUseAsync(
                id, (locked, container) => RestartAsync(locked, container, ended, cancellationToken), cancellationToken);
            return;
        }

        if (ended is { Spec.AutoRemove: true, Status.State: ContainerState.Stopped })
        {
            await access.TryUseAsync(
                id, (locked, container) => RemoveAsync(locked, container, ended, cancellationToken), cancellationToken);
        }

        if (ended.Spec is { IsInfra: false, Pod: { } pod }
            && pods.Find(pod) is { ExitPolicy: PodExitPolicy.Stop, Infra: { } infra })
        {
            await infras.StopIfIdleAsync(infra, cancellationToken);
        }

        async Task<Container?> NoteAsync(LockedContainer locked, Container container)
        {
            if (container.Status.State == ContainerState.Checkpointed)
            {
                // Its processes live on in the checkpoint: only what ran here is taken down, the exit code stays.
                await cleanup.TearDownAsync(container, cancellationToken);
            }

            return container;
        }
    }

    /// <summary>Whether the restart policy wants this end undone.</summary>
    internal static bool ShouldRestart(Container container)
    {
        var (name, maximum) = container.Spec.Restart;
        var status = container.Status;
        return status is { State: ContainerState.Stopped, StoppedByUser: false }
            && name switch
            {
                "no" or "" => false,
                "always" or "unless-stopped" => true,
                "on-failure" => status.ExitCode != 0 && (maximum == 0 || status.RestartCount < maximum),
                _ => false,
            };
    }

    /// <summary>100 ms, doubled with every restart, one minute at most; short again after ten seconds of running.</summary>
    internal static TimeSpan DelayBefore(ContainerStatus status)
    {
        var isGood = status is { StartedAt: { } started, FinishedAt: { } finished } && finished - started >= s_goodRun;
        var doublings = isGood ? 0 : Math.Min(status.RestartCount, 20);
        var delay = s_firstDelay * Math.Pow(2, doublings);
        return delay < s_longestDelay ? delay : s_longestDelay;
    }

    private async Task<Container?> RestartAsync(
        LockedContainer locked, Container container, Container ended, CancellationToken cancellationToken) =>
        IsSameEnd(container, ended) && ShouldRestart(container)
            ? (await starter.StartByPolicyAsync(locked, container, cancellationToken)).Container
            : null;

    private async Task<Container?> RemoveAsync(
        LockedContainer locked, Container container, Container ended, CancellationToken cancellationToken)
    {
        if (IsSameEnd(container, ended))
        {
            await remover.RemoveAsync(locked, new ContainerRemoval { Volumes = true }, cancellationToken);
        }

        return null;
    }

    // Between two turns with the lock the person may have started it again.
    private static bool IsSameEnd(Container container, Container ended) =>
        container.Status.State == ContainerState.Stopped && container.Status.FinishedAt == ended.Status.FinishedAt;
}
