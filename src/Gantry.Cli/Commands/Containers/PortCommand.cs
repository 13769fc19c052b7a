using System.CommandLine;
using System.Globalization;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry port</c>.</summary>
internal sealed class PortCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _latest;

    /// <summary>Defines the command.</summary>
    public PortCommand()
        : base("port", "List the published ports of a container", "[options] CONTAINER [PORT]", Positionals.AtMost(2))
    {
        Details = "Shows where the ports of a container that runs are published on the host; all of them, or of one.";
        Examples = ["port web", "port web 80/tcp", "port --all"];
        Completes = CompletionKind.Containers;
        _all = Add(Flag.Switch("all", "a", "Show the ports of all containers"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Get(_all))
        {
            foreach (var container in invocation.Engine.ListContainers().Where(IsUp))
            {
                Write(invocation, container, null, container.Id.ShortForm + "\t");
            }

            return Task.FromResult(ExitCodes.Success);
        }

        var latest = invocation.Get(_latest);
        if (invocation.Arguments.Count == 0 && !latest)
        {
            throw new UsageException("you must supply a running container name or id");
        }

        var found = latest
            ? invocation.Engine.LatestContainer()
            : invocation.Engine.GetContainer(invocation.Arguments[0]);
        Write(invocation, found, invocation.Arguments.ElementAtOrDefault(latest ? 0 : 1), "");
        return Task.FromResult(ExitCodes.Success);
    }

    private static bool IsUp(Container container) =>
        container.Status.State is ContainerState.Running or ContainerState.Paused;

    private static void Write(Invocation invocation, Container container, string? port, string prefix)
    {
        var wanted = port is null || port.Contains('/', StringComparison.Ordinal) ? port : port + "/tcp";
        var bindings = IsUp(container) ? container.Spec.Network.Ports.SelectMany(Bindings).ToList() : [];
        var shown = bindings.Where(binding => wanted is null || binding.Port == wanted).ToList();
        if (wanted is not null && shown.Count == 0)
        {
            throw new GantryException(ErrorCode.NotFound, $"failed to find published port \"{wanted}\"");
        }

        foreach (var (inner, outer) in shown)
        {
            invocation.Out.WriteLine(wanted is null ? $"{prefix}{inner} -> {outer}" : outer);
        }
    }

    private static IEnumerable<(string Port, string Binding)> Bindings(PortMapping port)
    {
        var address = port.HostAddress.Length > 0 ? port.HostAddress : "0.0.0.0";
        for (var offset = 0; offset < Math.Max((int)port.Range, 1); offset++)
        {
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort + offset}/{port.Protocol}"),
                string.Create(CultureInfo.InvariantCulture, $"{address}:{port.HostPort + offset}"));
        }
    }
}
