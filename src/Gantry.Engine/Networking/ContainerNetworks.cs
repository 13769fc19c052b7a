using System.Collections.Immutable;
using System.Net;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.State;
using Gantry.Linux;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Networking;

/// <summary>
/// Puts containers on networks and takes them off again. What is set up is on record before it is: a row with the leased
/// addresses, from which whoever comes next can take it down. The container's lock is held.
/// </summary>
internal sealed class ContainerNetworks(
    HostLayout layout, NetworkStore networks, JoinedNetworkTable table, NetavarkCalls netavark, ILogger logger)
{
    // A link that has just come up loses what is sent at once, and a switch may be slow to learn.
    private static readonly TimeSpan[] s_announcements =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300)];

    private readonly AddressAllocator _addresses = new(table);
    private readonly Lazy<string> _bootId = new(() => ProcessTable.BootId() ?? "");

    /// <summary>Whether networks can be set up here: netavark is installed.</summary>
    public bool AreAvailable => netavark.IsInstalled;

    /// <summary>What a container is on now, by interface name.</summary>
    public IReadOnlyList<JoinedNetwork> Of(ContainerId id) => table.Of(id, _bootId.Value);

    /// <summary>Makes the container's namespace and joins networks. A failure leaves parts: see <see cref="DisconnectAsync(ContainerId)"/>.</summary>
    /// <param name="container">It does not run.</param>
    /// <param name="attachments">What to join; often the container's own.</param>
    /// <param name="isSilent">
    /// Nothing leaves or enters until <see cref="SetTraffic"/> says so, at no moment: for processes whose sockets are not
    /// there yet.
    /// </param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: a network. <see cref="ErrorCode.InUse"/>: an address or a port.
    /// <see cref="ErrorCode.Incompatible"/>: netavark is missing. <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public async Task<ConnectedNamespace> ConnectAsync(
        Container container, IReadOnlyList<NetworkAttachment> attachments, bool isSilent)
    {
        await DisconnectAsync(container.Id);
        RequireFreePorts(container);
        var joined = Record(container, attachments, []);
        var path = layout.NetworkNamespace(container.Id);
        if (!isSilent)
        {
            return await SetUpAsync(container.Id, joined);
        }

        // The rule holds until the link is down; it cannot stay, as sockets are restored by connecting.
        CreateNamespace(path);
        SilentNamespace.Set(path, isSilent: true);
        var connected = await SetUpAsync(container.Id, joined);
        SetTraffic(container.Id, flows: false);
        SilentNamespace.Set(path, isSilent: false);
        return connected;
    }

    /// <summary>Joins one more network in the namespace of a container that runs.</summary>
    /// <exception cref="GantryException">As <see cref="ConnectAsync"/>.</exception>
    public Task JoinAsync(Container container, NetworkAttachment attachment) =>
        SetUpAsync(container.Id, Record(container, [attachment], Of(container.Id)));

    /// <summary>Takes everything down and frees the addresses; repeatable, and content when there is nothing.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: netavark failed.</exception>
    public async Task DisconnectAsync(ContainerId id)
    {
        if (!table.HasAny(id) && !File.Exists(layout.NetworkNamespace(id)))
        {
            return;
        }

        await TearDownAsync(id, Of(id));
        NetworkNamespace.Delete(layout.NetworkNamespace(id));
        table.Delete(id);
    }

    /// <summary>Takes one network down and frees its addresses; repeatable.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: netavark failed.</exception>
    public async Task DisconnectAsync(ContainerId id, string network)
    {
        await TearDownAsync(id, [.. Of(id).Where(joined => joined.Network.Name == network)]);
        table.Delete(id, network);
    }

    /// <summary>
    /// Stops or lets go on all traffic of a container, whose addresses and routes stay. While memory is being dumped or has
    /// not been restored yet, nobody may answer for the container: a packet that its kernel takes then is lost for the copy,
    /// and one that finds no socket is answered by a reset. Repeatable; content when there is nothing.
    /// </summary>
    /// <returns>Whether that holds for all its networks: a macvlan or ipvlan has no outer end to take down.</returns>
    public bool SetTraffic(ContainerId id, bool flows)
    {
        var path = layout.NetworkNamespace(id);
        var isAll = true;
        foreach (var joined in Of(id).Where(_ => Mounts.IsMounted(path)))
        {
            isAll &= VethLink.TrySetUp(path, joined.Attachment.InterfaceName!, flows);
        }

        return isAll;
    }

    /// <summary>
    /// Tells the networks of a container that came from another host where its addresses are now, a few times. They would
    /// find out by themselves, but only when it says something, or when what they remember is too old.
    /// </summary>
    public async Task AnnounceAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var interfaces = Of(id).SelectMany(joined => joined.Status?.Interfaces ?? ImmutableDictionary<string, NetworkInterfaceStatus>.Empty)
            .ToArray();
        try
        {
            foreach (var pause in s_announcements)
            {
                await Task.Delay(pause, cancellationToken);
                foreach (var (name, link) in interfaces.Where(_ => Mounts.IsMounted(layout.NetworkNamespace(id))))
                {
                    NeighbourAnnouncement.Send(
                        layout.NetworkNamespace(id), name, [.. (link.Addresses ?? []).Select(one => IPAddress.Parse(one.Address))]);
                }
            }
        }
        catch (IOException e)
        {
            Log.NotAnnounced(logger, e, id.ToString());
        }
    }

    private List<JoinedNetwork> Record(
        Container container, IReadOnlyList<NetworkAttachment> attachments, IReadOnlyList<JoinedNetwork> present)
    {
        var found = attachments.Select(attachment => (networks.Resolve(attachment.Network), attachment)).ToList();
        return table.Write(() =>
        {
            table.DeleteOfOtherBoots(_bootId.Value);
            var interfaces = present.Select(joined => joined.Attachment.InterfaceName!)
                .Concat(attachments.Select(attachment => attachment.InterfaceName).OfType<string>())
                .ToHashSet();
            List<JoinedNetwork> recorded = [];
            foreach (var (network, attachment) in found)
            {
                var joined = new JoinedNetwork
                {
                    ContainerName = container.Name,
                    Network = network,
                    Attachment = attachment with
                    {
                        Network = network.Name,
                        StaticAddresses = _addresses.Allocate(container.Id, network, attachment),
                        InterfaceName = attachment.InterfaceName ?? NextInterface(interfaces),
                        Aliases = [.. attachment.Aliases.Append(container.Id.ShortForm).Distinct()],
                    },
                    Ports = container.Spec.Network.Ports,
                };
                table.Insert(container.Id, joined, _bootId.Value);
                recorded.Add(joined);
            }

            return recorded;
        });
    }

    private static string NextInterface(HashSet<string> taken)
    {
        var number = 0;
        while (!taken.Add($"eth{number}"))
        {
            number++;
        }

        return $"eth{number}";
    }

    /// <summary>Throws when a port that the container publishes is another's.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>.</exception>
    public void RequireFreePorts(Container container)
    {
        if (container.Spec.Network.Ports.Count > 0)
        {
            HostPorts.RequireFree(
                container.Spec.Network.Ports,
                table.List(_bootId.Value)
                    .Where(row => row.Id != container.Id)
                    .SelectMany(row => row.Joined.Ports));
        }
    }

    private async Task<ConnectedNamespace> SetUpAsync(ContainerId id, List<JoinedNetwork> joined)
    {
        var path = layout.NetworkNamespace(id);
        CreateNamespace(path);
        if (joined.Count == 0)
        {
            return new ConnectedNamespace(path, joined);
        }

        var statuses = await netavark.SetUpAsync(path, id, joined);
        List<JoinedNetwork> done = [];
        foreach (var one in joined)
        {
            var complete = one with { Status = statuses.GetValueOrDefault(one.Network.Name) };
            table.Update(id, complete);
            done.Add(complete);
        }

        return new ConnectedNamespace(path, done);
    }

    private void CreateNamespace(string path)
    {
        Directory.CreateDirectory(layout.NetworkNamespaces, FileModes.PrivateDirectory);
        NetworkNamespace.Create(path);
    }

    private async Task TearDownAsync(ContainerId id, IReadOnlyList<JoinedNetwork> joined)
    {
        if (joined.Count == 0)
        {
            return;
        }

        // netavark wants a namespace, and stops at the first thing that is missing. Where one is, everything is made once
        // more, so that it finds all of it: setting up again adds nothing that is there.
        var path = layout.NetworkNamespace(id);
        CreateNamespace(path);
        try
        {
            await netavark.TearDownAsync(path, id, joined);
        }
        catch (GantryException e) when (e.Code == ErrorCode.ToolFailed)
        {
            Log.Repeating(logger, id.ToString(), e.Message);
            await netavark.RepeatTearDownAsync(path, id, joined);
        }
    }
}
