using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine;

/// <content>Containers. A container is named by its name, id, or a unique beginning of its id.</content>
public sealed partial class Engine
{
    private static readonly TimeSpan s_waitInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Puts a container on record; nothing runs yet.</summary>
    public async Task<CreateResult> CreateContainerAsync(
        CreateRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var image = await _services.Images.PullAsync(
            new ImagePullRequest { Reference = request.Image, Policy = request.Pull }, progress, cancellationToken);
        if (image.CheckpointRuntime is not null)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"{request.Image} is a checkpoint and must be started using `gantry container restore` instead");
        }

        if (request is { Replace: true, Name: { } name } && _services.Context.Containers.FindByName(name) is { } former)
        {
            await RemoveContainerAsync(
                former.Id.ToString(), new ContainerRemoval { Force = true, Volumes = true }, cancellationToken);
        }

        return string.IsNullOrEmpty(request.Pod)
            ? await _services.Creator.CreateAsync(request, image, cancellationToken)
            : await CreateInPodAsync(
                request, joined => _services.Creator.CreateAsync(joined, image, cancellationToken), cancellationToken);
    }

    /// <summary>Starts a container, after the infra container of its pod.</summary>
    public async Task<StartResult> StartContainerAsync(string container, CancellationToken cancellationToken)
    {
        var id = _services.ResolveId(container);
        await _services.PodControl.StartInfraOfAsync(id, cancellationToken);
        return await _services.Access.UseAsync(
            id, (locked, _) => _services.Starter.StartAsync(locked, null, cancellationToken), cancellationToken);
    }

    /// <summary>Starts a container attached from its first byte of output, and waits until it ends or the person detaches.</summary>
    /// <param name="container">The container.</param>
    /// <param name="streams">What it is connected to.</param>
    /// <param name="warn">Is told, once it has started, what the person should know; often nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its exit code; null after detaching.</returns>
    public async Task<int?> StartAttachedAsync(
        string container,
        AttachStreams streams,
        Action<IReadOnlyList<string>> warn,
        CancellationToken cancellationToken)
    {
        var id = _services.ResolveId(container);
        await _services.PodControl.StartInfraOfAsync(id, cancellationToken);
        return await _services.Attachments.StartAsync(id, streams, warn, cancellationToken);
    }

    /// <summary>Attaches to a running container until it ends or the person detaches.</summary>
    /// <returns>Its exit code; null after detaching.</returns>
    public Task<int?> AttachAsync(string container, AttachStreams streams, CancellationToken cancellationToken) =>
        _services.Attachments.AttachAsync(_services.ResolveId(container), streams, cancellationToken);

    /// <summary>Stops a container; one that does not run is left as it is. <paramref name="timeout"/> null: the container's own.</summary>
    public Task<Container> StopContainerAsync(string container, TimeSpan? timeout, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, _) => _services.Stopper.StopAsync(locked, timeout, cancellationToken),
            cancellationToken);

    /// <summary>Stops and starts a container.</summary>
    public async Task<StartResult> RestartContainerAsync(
        string container, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var id = _services.ResolveId(container);
        await _services.PodControl.StartInfraOfAsync(id, cancellationToken);
        return await _services.Access.UseAsync(
            id, (locked, _) => _services.Restarter.RestartAsync(locked, timeout, cancellationToken), cancellationToken);
    }

    /// <summary>Sends a signal to a container's first process.</summary>
    public Task KillContainerAsync(string container, int signal, CancellationToken cancellationToken) =>
        _services.Stopper.KillAsync(_services.ResolveId(container), signal, cancellationToken);

    /// <summary>Freezes a container.</summary>
    public Task PauseContainerAsync(string container, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, _) => _services.Pauser.PauseAsync(locked, cancellationToken),
            cancellationToken);

    /// <summary>Thaws a paused container.</summary>
    public Task UnpauseContainerAsync(string container, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, _) => _services.Pauser.UnpauseAsync(locked, cancellationToken),
            cancellationToken);

    /// <summary>Waits until one of the conditions holds.</summary>
    /// <returns>The exit code where a condition is about the end, else -1.</returns>
    public Task<int> WaitForContainerAsync(
        string container, IReadOnlyList<WaitCondition> conditions, TimeSpan? interval, CancellationToken cancellationToken) =>
        _services.Waiter.WaitAsync(
            _services.ResolveId(container), conditions, interval ?? s_waitInterval, cancellationToken);

    /// <summary>Removes a container.</summary>
    public async Task RemoveContainerAsync(string container, ContainerRemoval removal, CancellationToken cancellationToken)
    {
        var id = _services.ResolveId(container);
        await _services.Access.TryUseAsync<Container>(
            id,
            async (locked, found) =>
            {
                await _services.Remover.RemoveAsync(locked, removal, cancellationToken);
                return found;
            },
            cancellationToken);
    }

    /// <summary>Gives a container another name.</summary>
    public Task RenameContainerAsync(string container, string name, CancellationToken cancellationToken) =>
        _services.Access.UseAsync(
            _services.ResolveId(container),
            (locked, _) => _services.Renamer.RenameAsync(locked, name, cancellationToken),
            cancellationToken);

    /// <summary>All containers, newest first, as the kernel shows them now.</summary>
    public IReadOnlyList<Container> ListContainers() =>
        [.. _services.Context.Containers.List().Select(_services.Reconciler.Correct)];

    /// <summary>One container, as the kernel shows it now.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Container GetContainer(string container) =>
        _services.Reconciler.Correct(_services.Context.Containers.Resolve(container));

    /// <summary>The newest container.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: there is none.</exception>
    public Container LatestContainer() =>
        _services.Reconciler.Correct(_services.Context.Containers.Latest()
            ?? throw new GantryException(ErrorCode.NotFound, "no containers to act on: no such container"));

    /// <summary>The runtime configuration the container last started with; of one that never did, its template.</summary>
    public Model.Oci.OciSpec GetRuntimeConfiguration(Container container) =>
        File.Exists(_services.Bundle.ConfigPath(container.Id))
            ? _services.Bundle.ReadConfig(container.Id)
            : _services.Bundle.ReadTemplate(container.Id);

    /// <summary>What the container wrote.</summary>
    public IAsyncEnumerable<LogLine> ReadLogsAsync(string container, LogRequest request, CancellationToken cancellationToken) =>
        _services.Logs.ReadAsync(_services.Context.Containers.Resolve(container), request, cancellationToken);

    /// <summary>Runs one more command in a running container, attached.</summary>
    /// <returns>The command's exit code; null after detaching.</returns>
    public async Task<int?> ExecAsync(
        string container, ExecRequest request, AttachStreams streams, CancellationToken cancellationToken) =>
        await _services.Execs.RunAsync(_services.ResolveId(container), request, streams, cancellationToken);

    /// <summary>Runs one more command in a running container and does not wait for it.</summary>
    /// <returns>The session's id.</returns>
    public Task<string> ExecDetachedAsync(string container, ExecRequest request, CancellationToken cancellationToken) =>
        _services.Execs.StartDetachedAsync(_services.ResolveId(container), request, cancellationToken);

    /// <summary>Names of the columns that <see cref="ListProcessesAsync"/> knows.</summary>
    public static IReadOnlyList<string> ProcessColumns => TopColumns.Names;

    /// <summary>The container's processes.</summary>
    /// <param name="container">The container; it runs.</param>
    /// <param name="columns">Names of columns, or arguments of ps(1). Empty: user, pid, ppid, %cpu, elapsed, tty, time, command.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it does not run.</exception>
    public Task<ProcessList> ListProcessesAsync(
        string container, IReadOnlyList<string> columns, CancellationToken cancellationToken) =>
        _services.Top.ReadAsync(_services.ResolveId(container), columns, cancellationToken);

    /// <summary>What a container uses now; one that does not run uses nothing.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public ContainerUsage ReadUsage(string container) => _services.Stats.Read(_services.ResolveId(container));

    /// <summary>What a container changed against its image: <c>A</c>, <c>C</c> or <c>D</c> and an absolute path.</summary>
    public Task<IReadOnlyList<PathChange>> DiffContainerAsync(string container, CancellationToken cancellationToken) =>
        _services.Access.UseAsync<IReadOnlyList<PathChange>>(
            _services.ResolveId(container),
            (_, found) => Task.FromResult(_services.Changes.Of(found, cancellationToken)),
            cancellationToken);

    /// <summary>Runs a container's health check once.</summary>
    public Task<HealthResult> CheckHealthAsync(string container, CancellationToken cancellationToken) =>
        _services.Health.RunOnceAsync(_services.ResolveId(container), cancellationToken);

    /// <summary>Records the end of a container; conmon calls this when it has exited.</summary>
    public Task CleanUpContainerAsync(string container, CancellationToken cancellationToken) =>
        _services.Exit.CleanUpAsync(_services.ResolveId(container), cancellationToken);

    /// <summary>Watches a container's health until it ends; Gantry starts this beside a container with a health check.</summary>
    public Task WatchHealthAsync(string container, CancellationToken cancellationToken) =>
        _services.Health.RunUntilStoppedAsync(_services.ResolveId(container), cancellationToken);
}
