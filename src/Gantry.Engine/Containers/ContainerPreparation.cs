using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Networking;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Makes ready what a container's processes need before they exist: mounts, files, config.json.</summary>
internal sealed class ContainerPreparation(
    ContainerContext context,
    ContainerMounts mounts,
    ContainerNetworks networks,
    BundleFiles bundle,
    Lazy<BundleBuilder> builder,
    ContainerReconciler reconciler)
{
    private const string JoinPrefix = "container:";

    /// <summary>
    /// Mounts root file system, /dev/shm and volumes, sets its networks up, writes hosts, resolv.conf… and config.json. The
    /// caller's operation takes all of it down again when this, or what comes next, fails.
    /// </summary>
    /// <param name="container">Not running.</param>
    /// <param name="restoring">Its processes come out of a checkpoint.</param>
    /// <param name="attachments">How it joins its networks this time. Null: as its specification says.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: a container it joins does not run. Also what
    /// <see cref="ContainerNetworks.ConnectAsync"/> throws.
    /// </exception>
    public async Task<PreparedContainer> PrepareAsync(
        Container container,
        bool restoring,
        IReadOnlyList<NetworkAttachment>? attachments,
        CancellationToken cancellationToken)
    {
        var mounted = await mounts.MountAsync(container, cancellationToken);
        var network = container.Spec.Network;
        var connected = network.Mode == "bridge"
            ? await networks.ConnectAsync(container, attachments ?? network.Attachments, isSilent: restoring)
            : null;

        // Restored processes are to find what they were started with.
        var template = restoring && File.Exists(bundle.ConfigPath(container.Id))
            ? bundle.ReadConfig(container.Id)
            : bundle.ReadTemplate(container.Id);
        return WriteFiles(container, template, (mounted, connected), restoring);
    }

    private PreparedContainer WriteFiles(
        Container container,
        OciSpec template,
        (ContainerMountPoints Mounts, ConnectedNamespace? Network) places,
        bool restoring)
    {
        var (mounted, network) = places;
        var joinedHostname = Joined(container.Spec.Namespaces.Uts) is { } host
            ? host.Spec.Process.Hostname ?? host.Id.ShortForm
            : null;
        var run = context.Layout.Run(container.Id);
        Directory.CreateDirectory(run);
        EngineFiles.Write(
            container,
            new EngineFilesContext
            {
                RunDirectory = run,
                HostHostname = Machine.Hostname,
                JoinedHostname = joinedHostname,
                Addresses = network?.Addresses ?? [],
                HostAddress = network?.HostAddress,
                NetworkNameServers = network?.NameServers ?? [],
                NetworkSearches = network?.Searches ?? [],
            });
        var finalized = builder.Value.Finalize(
            template,
            container,
            new FinalizeContext
            {
                RootPath = mounted.Root,
                RunDirectory = run,
                NetworkFilesDirectory = Joined(container.Spec.Network.Mode) is { } peer ? context.Layout.Run(peer.Id) : null,
                ShmPath = mounted.Shm,
                VolumeMountPoints = mounted.Volumes,
                NetworkNamespacePath = network?.Path,
                JoinedNamespaces = JoinedNamespaces(container.Spec),
                JoinedHostname = joinedHostname,
                Restoring = restoring,
            });
        bundle.WriteConfig(container.Id, finalized.Spec);
        return new PreparedContainer(mounted, finalized.Warnings);
    }

    private Dictionary<string, string> JoinedNamespaces(ContainerSpec spec)
    {
        (string Kind, string File, string? Mode)[] kinds =
        [
            ("pid", "pid", spec.Namespaces.Pid), ("ipc", "ipc", spec.Namespaces.Ipc), ("uts", "uts", spec.Namespaces.Uts),
            ("cgroup", "cgroup", spec.Namespaces.Cgroup), ("network", "net", spec.Network.Mode),
        ];
        Dictionary<string, string> joined = [];
        foreach (var (kind, file, mode) in kinds)
        {
            if (Joined(mode) is { } peer)
            {
                joined[kind] = $"/proc/{peer.Status.Process!.Pid}/ns/{file}";
            }
        }

        return joined;
    }

    private Container? Joined(string? mode)
    {
        if (mode is null || !mode.StartsWith(JoinPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var peer = reconciler.Correct(context.Require(ContainerId.Parse(mode[JoinPrefix.Length..])));
        return peer.Status.State is ContainerState.Running or ContainerState.Paused
            ? peer
            : throw new GantryException(
                ErrorCode.WrongState,
                $"cannot join the namespaces of container {peer.Id} as it is not running; start it first: "
                + "container state improper");
    }
}

/// <summary>A container whose processes may come.</summary>
/// <param name="Mounts">Where its file systems are.</param>
/// <param name="Warnings">What this host could not grant, one sentence each.</param>
internal sealed record PreparedContainer(ContainerMountPoints Mounts, IReadOnlyList<string> Warnings);
