using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.State;

namespace Gantry.Engine.Pods;

/// <summary>
/// Does to a pod's containers what is asked of the pod, each under its own lock; the infra container comes first and goes
/// last.
/// </summary>
internal sealed class PodControl(
    ContainerContext context,
    PodTable pods,
    ContainerAccess access,
    ContainerReconciler reconciler,
    ContainerStarter starter,
    ContainerStopper stopper,
    ContainerPauser pauser,
    ContainerRemover remover)
{
    /// <summary>A pod with its containers as the kernel shows them now.</summary>
    public PodDetails Describe(Pod pod) =>
        new(pod, [.. context.Containers.InPod(pod.Id).Select(reconciler.Correct)]);

    /// <summary>Starts the infra container of the pod that a container is in, unless it runs, or there is none.</summary>
    public async Task StartInfraOfAsync(ContainerId member, CancellationToken cancellationToken)
    {
        if (context.Containers.Find(member)?.Spec is { Pod: { } id, IsInfra: false } && pods.Find(id) is { } pod)
        {
            await StartInfraAsync(pod, cancellationToken);
        }
    }

    /// <summary>Starts a pod's infra container, unless it runs, or there is none.</summary>
    public async Task StartInfraAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (Describe(pod).Infra is { } infra && !IsInfraRunning(pod))
        {
            await StartOneAsync(infra, cancellationToken);
        }
    }

    /// <summary>Whether a pod's infra container runs, or is paused.</summary>
    public bool IsInfraRunning(Pod pod) =>
        Describe(pod).Infra is { Status.State: ContainerState.Running or ContainerState.Paused };

    /// <summary>Starts all containers that do not run.</summary>
    /// <returns>What this host could not grant, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(Pod pod, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        await EachAsync(
            InfraFirst(pod).Where(one => one.Status.State is not (ContainerState.Running or ContainerState.Paused)),
            "starting container {0}",
            async container => warnings.AddRange((await StartOneAsync(container, cancellationToken)).Warnings));
        return warnings;
    }

    /// <summary>Stops all containers that run.</summary>
    public async Task StopAsync(Pod pod, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var running = InfraFirst(pod).Where(one => one.Status.State == ContainerState.Running).ToLookup(IsInfra);
        await Task.WhenAll(running[false].Select(StopOneAsync));
        await Task.WhenAll(running[true].Select(StopOneAsync));

        Task StopOneAsync(Container container) => access.TryUseAsync<Container>(
            container.Id,
            async (locked, _) => await stopper.StopAsync(locked, timeout, cancellationToken),
            cancellationToken);
    }

    /// <summary>Sends a signal to the first process of each container that runs.</summary>
    public Task KillAsync(Pod pod, int signal, CancellationToken cancellationToken) => EachAsync(
        InfraFirst(pod).AsEnumerable().Reverse().Where(one => one.Status.State is ContainerState.Running or ContainerState.Paused),
        "killing container {0}",
        container => stopper.KillAsync(container.Id, signal, cancellationToken));

    /// <summary>Freezes each container that runs.</summary>
    public Task PauseAsync(Pod pod, CancellationToken cancellationToken) => EachAsync(
        InfraFirst(pod).Where(one => one.Status.State == ContainerState.Running),
        "pausing container {0}",
        container => access.UseAsync(
            container.Id, (locked, _) => pauser.PauseAsync(locked, cancellationToken), cancellationToken));

    /// <summary>Thaws each container that is paused.</summary>
    public Task UnpauseAsync(Pod pod, CancellationToken cancellationToken) => EachAsync(
        InfraFirst(pod).Where(one => one.Status.State == ContainerState.Paused),
        "unpausing container {0}",
        container => access.UseAsync(
            container.Id, (locked, _) => pauser.UnpauseAsync(locked, cancellationToken), cancellationToken));

    /// <summary>Removes a pod with its containers. Dying in between leaves a pod with fewer of them.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: one of them runs, and force is not asked for; nothing was removed.
    /// </exception>
    public async Task RemoveAsync(Pod pod, ContainerRemoval how, CancellationToken cancellationToken)
    {
        RequireRemovable(pod, how);
        foreach (var container in InfraFirst(pod).AsEnumerable().Reverse())
        {
            await access.TryUseAsync<Container>(
                container.Id,
                async (locked, found) =>
                {
                    await remover.RemoveAsync(locked, how with { Force = how.Force || IsInfra(container), WithPod = true, Volumes = true }, cancellationToken);
                    return found;
                },
                cancellationToken);
        }

        // One with an infra container went with that; this is for the others.
        pods.Delete(pod.Id);
    }

    private void RequireRemovable(Pod pod, ContainerRemoval how)
    {
        var running = InfraFirst(pod)
            .Where(one => !IsInfra(one) && one.Status.State is ContainerState.Running or ContainerState.Paused)
            .ToList();
        if (!how.Force && running.Count > 0)
        {
            var lines = running.Select(container =>
                $"\n\t* removing container {container.Id} from pod {pod.Id}: cannot remove container {container.Id} as it is "
                + $"{StateNames.Of(container.Status.State)} - running or paused containers cannot be removed without force: "
                + "container state improper");
            throw new GantryException(
                ErrorCode.WrongState,
                (running.Count == 1 ? "1 error occurred:" : $"{running.Count} errors occurred:") + string.Concat(lines));
        }
    }

    private Task<StartResult> StartOneAsync(Container container, CancellationToken cancellationToken) => access.UseAsync(
        container.Id, (locked, _) => starter.StartAsync(locked, null, cancellationToken), cancellationToken);

    private List<Container> InfraFirst(Pod pod) =>
        [.. Describe(pod).Containers.OrderBy(container => !IsInfra(container)).ThenBy(container => container.Created)];

    private static bool IsInfra(Container container) => container.Spec.IsInfra;

    // All are tried; the first failure is told.
    private static async Task EachAsync(
        IEnumerable<Container> containers, string attempt, Func<Container, Task> act)
    {
        GantryException? failure = null;
        foreach (var container in containers)
        {
            try
            {
                await act(container);
            }
            catch (GantryException e)
            {
                var prefix = string.Format(System.Globalization.CultureInfo.InvariantCulture, attempt, container.Id);
                failure ??= new GantryException(e.Code, $"{prefix}: {e.Message}", e) { UndoFailures = e.UndoFailures };
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }
}
