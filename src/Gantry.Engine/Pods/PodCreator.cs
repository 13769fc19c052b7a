using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Networking;
using Gantry.Engine.State;

namespace Gantry.Engine.Pods;

/// <summary>Puts pods on record, with their infra containers; runs nothing.</summary>
internal sealed class PodCreator(
    ContainerContext context,
    OperationJournal journal,
    PodTable pods,
    ContainerCreator creator,
    NetworkChoice networks,
    SpecDefaults defaults)
{
    /// <summary>Creates a pod: as a whole, or nothing of it.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the request. <see cref="ErrorCode.NotFound"/>: a network.
    /// <see cref="ErrorCode.AlreadyExists"/>: its name, or its file for the id. <see cref="ErrorCode.Incompatible"/>.
    /// </exception>
    public async Task<Pod> CreateAsync(PodCreateRequest request, CancellationToken cancellationToken)
    {
        var shares = request.Shares ?? (request.Infra == false ? PodNamespaces.None : PodShare.Initial);
        var hasInfra = request.Infra ?? shares != PodNamespaces.None;
        RequireConsistent(request, shares, hasInfra);
        var id = ContainerId.NewRandom().ToString();
        var parent = CgroupPaths.RequireUsable(request.CgroupParent, context.Options.CgroupManager)
            ?? CgroupPaths.DefaultParent(context.Options, context.Layout);
        var pod = new Pod
        {
            Id = id,
            Name = request.Name is { } name ? ObjectName.Require("pod", name) : ContainerNames.NewRandom(IsTaken),
            Created = context.Time.GetUtcNow(),
            Infra = hasInfra ? ContainerId.NewRandom() : null,
            Shares = shares,
            Hostname = request.Hostname,
            CgroupParent = parent,
            Cgroup = hasInfra ? CgroupPaths.ForPod(id, parent, context.Options) : null,
            ExitPolicy = request.ExitPolicy,
            Labels = request.Labels,
            CreateCommand = request.CreateCommand,
        };
        pods.RequireFree(pod.Name);
        await RecordAsync(pod, request, cancellationToken);
        return pod;
    }

    private async Task RecordAsync(Pod pod, PodCreateRequest request, CancellationToken cancellationToken)
    {
        // A pod without an infra container is one row: nothing could be left half done.
        if (pod.Infra is not { } infraId)
        {
            RequireNoFile(request.IdFile);
            pods.Insert(pod);
            WriteIdFile(request.IdFile, pod);
            return;
        }

        PauseProgram.RequireRunnable();
        var network = networks.Complete(request.Network with { Mode = NetworkMode(pod, request) });
        var infra = InfraContainer.Of(pod, network, defaults.Runtime, defaults.UnifiedCgroups);
        using var locked = await context.Locks.AcquireAsync(infraId, cancellationToken);
        await journal.RunAsync(
            "create",
            locked,
            async operation =>
            {
                RequireNoFile(request.IdFile);
                if (request.IdFile is { } file)
                {
                    operation.UndoWith(new UndoStep.DeleteFile(file));
                    WriteIdFile(file, pod);
                }

                await creator.RecordInfraAsync(infra, pod, operation, cancellationToken);
                return pod;
            },
            cancellationToken);
        await context.RecordEventAsync(infra, "create", cancellationToken);
    }

    private string NetworkMode(Pod pod, PodCreateRequest request)
    {
        var resolver = new NamespaceResolver(name => context.Containers.Resolve(name).Id, defaults.UnifiedCgroups);
        var mode = request.Network.Mode.Length > 0 ? resolver.ResolveNetwork(request.Network.Mode)
            : pod.Shares.HasFlag(PodNamespaces.Network) ? defaults.NetworkMode
            : "none";
        return mode == "bridge" || request.Network.Ports.Count == 0
            ? mode
            : throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot publish ports of pod {pod.Name}: the network mode of its infra container is \"{mode}\". Share the "
                + "network and join one, or leave out --publish: invalid argument");
    }

    private static void RequireConsistent(PodCreateRequest request, PodNamespaces shares, bool hasInfra)
    {
        if (hasInfra)
        {
            return;
        }

        if (shares != PodNamespaces.None)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"cannot set share({string.Join(',', PodShare.Names(shares))}) namespaces without an infra container");
        }

        if (request.Network.Ports.Count > 0)
        {
            throw new GantryException(
                ErrorCode.Invalid, "you must have an infra container to publish port bindings to the host");
        }

        if (request.Network.Mode.Length > 0 || request.Hostname is not null)
        {
            throw new GantryException(
                ErrorCode.Invalid, "you must have an infra container to set networks or a host name for the pod");
        }
    }

    private bool IsTaken(string name) =>
        pods.FindByName(name) is not null || context.Containers.FindByName(name) is not null;

    private static void RequireNoFile(string? path)
    {
        if (path is not null && File.Exists(path))
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"pod id file exists. Ensure another pod is not using it or delete {path}");
        }
    }

    private static void WriteIdFile(string? path, Pod pod)
    {
        if (path is not null)
        {
            File.WriteAllText(path, pod.Id);
        }
    }
}
