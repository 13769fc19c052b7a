using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Options;

/// <summary>What a container is to have on the target of a migration that is not as it was.</summary>
internal sealed class TargetOptions : IOptionGroup
{
    private readonly Option<string?> _name = Flag.Text("name", null, "Another name on the target, with another id");

    private readonly Option<IReadOnlyList<string>> _networks = Flag.Array(
        "network", null, "Network on the target instead of the container's: NAME[:ip=…,mac=…,alias=…,interface_name=…]");

    private readonly Option<string?> _ip = Flag.Text("ip", null, "Fixed IPv4 address on the target");
    private readonly Option<string?> _ip6 = Flag.Text("ip6", null, "Fixed IPv6 address on the target");

    private readonly Option<IReadOnlyList<string>> _publish = Flag.List(
        "publish", "p", "Publish these ports on the target instead of the container's");

    private readonly Option<string?> _image = Flag.Text(
        "image", null, "How the target gets an image that it lacks (send, pull, auto: pull, or send if that fails)", "send");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_name, _networks, _ip, _ip6, _publish, _image];

    /// <summary>The request with what was typed.</summary>
    /// <exception cref="UsageException">Malformed, or not possible together.</exception>
    public MigrationRequest Apply(Invocation invocation, MigrationRequest request)
    {
        var network = ReadNetwork(invocation);
        return network is not null && request.Include.HasFlag(KernelState.TcpEstablished)
            ? throw new UsageException(
                "--tcp-established cannot be used with --network, --ip or --ip6: a connection is between two addresses")
            : request with
            {
                Name = invocation.Get(_name) is { } name ? ObjectName.Require("container", name) : null,
                Network = network,
                Ports = invocation.IsGiven(_publish) ? [.. invocation.Get(_publish).Select(PortMapping.Parse)] : null,
                Image = invocation.Get(_image) switch
                {
                    "send" => ImageTransfer.Send,
                    "pull" => ImageTransfer.Pull,
                    "auto" => ImageTransfer.Auto,
                    var other => throw new UsageException($"unknown way \"{other}\" for --image: choose from send, pull, auto"),
                },
            };
    }

    private NetworkChange? ReadNetwork(Invocation invocation)
    {
        IReadOnlyList<string> addresses = [.. new[] { invocation.Get(_ip), invocation.Get(_ip6) }.OfType<string>()];
        return addresses.Count == 0 && !invocation.IsGiven(_networks)
            ? null
            : new NetworkChange
            {
                Attachments = invocation.IsGiven(_networks) ? NetworkOptions.ParseAttachments(invocation.Get(_networks)) : null,
                Addresses = addresses,
            };
    }
}
