using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Pods;

namespace Gantry.Engine;

/// <content>Pods. A pod is named by its name, id, or a unique beginning of its id.</content>
public sealed partial class Engine
{
    private const string NewPod = "new:";

    /// <summary>Puts a pod on record with its infra container; nothing runs yet.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>, <see cref="ErrorCode.NotFound"/>: a network, <see cref="ErrorCode.Invalid"/>,
    /// <see cref="ErrorCode.Incompatible"/>.
    /// </exception>
    public async Task<Pod> CreatePodAsync(PodCreateRequest request, CancellationToken cancellationToken)
    {
        if (request is { Replace: true, Name: { } name } && _services.Pods.FindByName(name) is { } former)
        {
            await _services.PodControl.RemoveAsync(former, new ContainerRemoval { Force = true }, cancellationToken);
        }

        return await _services.PodCreator.CreateAsync(request, cancellationToken);
    }

    /// <summary>All pods with their containers, newest first, as the kernel shows them now.</summary>
    public IReadOnlyList<PodDetails> ListPods() => [.. _services.Pods.List().Select(_services.PodControl.Describe)];

    /// <summary>One pod with its containers, as the kernel shows them now.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public PodDetails GetPod(string pod) => _services.PodControl.Describe(_services.Pods.Resolve(pod));

    /// <summary>Shows a pod.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public PodInspection InspectPod(string pod) => PodInspector.Inspect(GetPod(pod));

    /// <summary>Starts the containers of a pod that do not run.</summary>
    /// <returns>What this host could not grant, one sentence each.</returns>
    public Task<IReadOnlyList<string>> StartPodAsync(string pod, CancellationToken cancellationToken) =>
        _services.PodControl.StartAsync(_services.Pods.Resolve(pod), cancellationToken);

    /// <summary>Stops the containers of a pod. <paramref name="timeout"/> null: each container's own.</summary>
    public Task StopPodAsync(string pod, TimeSpan? timeout, CancellationToken cancellationToken) =>
        _services.PodControl.StopAsync(_services.Pods.Resolve(pod), timeout, cancellationToken);

    /// <summary>Stops and starts the containers of a pod.</summary>
    /// <returns>What this host could not grant, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> RestartPodAsync(string pod, CancellationToken cancellationToken)
    {
        var found = _services.Pods.Resolve(pod);
        await _services.PodControl.StopAsync(found, null, cancellationToken);
        return await _services.PodControl.StartAsync(found, cancellationToken);
    }

    /// <summary>Sends a signal to the containers of a pod that run.</summary>
    public Task KillPodAsync(string pod, int signal, CancellationToken cancellationToken) =>
        _services.PodControl.KillAsync(_services.Pods.Resolve(pod), signal, cancellationToken);

    /// <summary>Freezes the containers of a pod that run.</summary>
    public Task PausePodAsync(string pod, CancellationToken cancellationToken) =>
        _services.PodControl.PauseAsync(_services.Pods.Resolve(pod), cancellationToken);

    /// <summary>Thaws the containers of a pod that are paused.</summary>
    public Task UnpausePodAsync(string pod, CancellationToken cancellationToken) =>
        _services.PodControl.UnpauseAsync(_services.Pods.Resolve(pod), cancellationToken);

    /// <summary>Removes a pod with its containers and their anonymous volumes.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>; <see cref="ErrorCode.WrongState"/>: a container runs, and force is not asked for.
    /// </exception>
    public Task RemovePodAsync(string pod, ContainerRemoval removal, CancellationToken cancellationToken) =>
        _services.PodControl.RemoveAsync(_services.Pods.Resolve(pod), removal, cancellationToken);

    /// <summary>
    /// Lets <paramref name="create"/> work with the request that the pod makes of it. A pod that was made for it goes again
    /// when it fails.
    /// </summary>
    private async Task<CreateResult> CreateInPodAsync(
        CreateRequest request, Func<CreateRequest, Task<CreateResult>> create, CancellationToken cancellationToken)
    {
        if (!request.Pod!.StartsWith(NewPod, StringComparison.Ordinal))
        {
            return await create(PodMembership.Join(request, _services.Pods.Resolve(request.Pod)));
        }

        // Networks and ports are the pod's, since it is made with its container.
        var pod = await CreatePodAsync(
            new PodCreateRequest
            {
                Name = request.Pod.Length > NewPod.Length ? request.Pod[NewPod.Length..] : null,
                Network = request.Network,
                Hostname = request.Hostname,
                CreateCommand = request.CreateCommand,
            },
            cancellationToken);
        try
        {
            return await create(PodMembership.Join(
                request with { Network = new NetworkSpec { Mode = "" }, Hostname = null }, pod));
        }
        catch
        {
            await _services.PodControl.RemoveAsync(pod, new ContainerRemoval { Force = true }, CancellationToken.None);
            throw;
        }
    }
}
