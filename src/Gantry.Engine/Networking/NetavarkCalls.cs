using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Networking;

/// <summary>
/// netavark's calls, one at a time on this machine: firewall tables are the machine's, whichever installation changes
/// them. A call that has begun is not cancelled; it takes a tenth of a second.
/// </summary>
internal sealed class NetavarkCalls(Netavark netavark, NetworkNames names)
{
    private const string LockFile = "/run/gantry.networks.lock";

    // The kernel's words for an interface, iptables' for a chain or a rule, netavark's for a driver that it cannot have set
    // anything up with.
    private static readonly string[] s_missing =
    [
        "No such device", "No chain/target/match by that name", "does a matching rule exist in that chain",
        Netavark.UnknownDriver,
    ];

    /// <summary>Whether netavark is installed.</summary>
    public bool IsInstalled => netavark.IsInstalled;

    /// <summary>Sets networks up; what each gave, by the network's name.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>, <see cref="ErrorCode.Incompatible"/>.</exception>
    public async Task<IReadOnlyDictionary<string, NetworkStatus>> SetUpAsync(
        string namespacePath, ContainerId id, IReadOnlyList<JoinedNetwork> joined)
    {
        using var alone = await AcquireAsync();
        var statuses = await netavark.SetUpAsync(namespacePath, RequestFor(id, joined), CancellationToken.None);
        return joined.ToDictionary(
            one => one.Network.Name,
            one => statuses.GetValueOrDefault(names.ForNetavark(one.Network.Name)) ?? new NetworkStatus());
    }

    /// <summary>Takes networks down.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>.</exception>
    public async Task TearDownAsync(string namespacePath, ContainerId id, IReadOnlyList<JoinedNetwork> joined)
    {
        using var alone = await AcquireAsync();
        await netavark.TearDownAsync(namespacePath, RequestFor(id, joined), CancellationToken.None);
    }

    /// <summary>
    /// Takes networks down of which parts are missing: sets them up first as far as that goes. What is not there even then
    /// was never made, and the interface goes with the namespace.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>.</exception>
    public async Task RepeatTearDownAsync(string namespacePath, ContainerId id, IReadOnlyList<JoinedNetwork> joined)
    {
        using var alone = await AcquireAsync();
        var request = RequestFor(id, joined);
        try
        {
            await netavark.SetUpAsync(namespacePath, request, CancellationToken.None);
        }
        catch (GantryException e) when (e.Code == ErrorCode.ToolFailed)
        {
            // What made the first setting up fail makes this one fail too; what it did make is taken down below.
        }

        try
        {
            await netavark.TearDownAsync(namespacePath, request, CancellationToken.None);
        }
        catch (GantryException e) when (s_missing.Any(words => e.Message.Contains(words, StringComparison.Ordinal)))
        {
            // Setting up did not come that far, the second time as the first.
        }
    }

    private static async Task<FileLock> AcquireAsync() =>
        await FileLock.AcquireAsync(LockFile, CancellationToken.None);

    private NetavarkRequest RequestFor(ContainerId id, IReadOnlyList<JoinedNetwork> joined) => new()
    {
        ContainerId = id.ToString(),
        ContainerName = joined[0].ContainerName,
        Ports = [.. joined[0].Ports.Select(port => new NetavarkPort
        {
            HostAddress = port.HostAddress,
            ContainerPort = port.ContainerPort,
            HostPort = port.HostPort,
            Range = port.Range,
            Protocol = port.Protocol,
        })],
        Attachments = joined.ToDictionary(one => names.ForNetavark(one.Network.Name), one => new NetavarkAttachment
        {
            InterfaceName = one.Attachment.InterfaceName!,
            Addresses = one.Attachment.StaticAddresses.Count > 0 ? one.Attachment.StaticAddresses : null,
            MacAddress = one.Attachment.StaticMac,
            Aliases = one.Network.DnsEnabled ? one.Attachment.Aliases : null,
        }),
        Networks = joined.ToDictionary(
            one => names.ForNetavark(one.Network.Name),
            one => one.Network with { Name = names.ForNetavark(one.Network.Name) }),
    };
}
