using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod create</c>.</summary>
internal sealed class PodCreateCommand : CliCommand
{
    private readonly NetworkOptions _network = new();
    private readonly Option<string?> _name;
    private readonly Option<string?> _share;
    private readonly Option<bool> _infra;
    private readonly Option<IReadOnlyList<string>> _labels;
    private readonly Option<string?> _hostname;
    private readonly Option<string?> _cgroupParent;
    private readonly Option<string?> _exitPolicy;
    private readonly Option<string?> _idFile;
    private readonly Option<bool> _replace;

    /// <summary>Defines the command.</summary>
    public PodCreateCommand()
        : base("create", "Create a new empty pod", "[options] [NAME]", Positionals.AtMost(1))
    {
        Details =
            """
            Creates a pod and prints its id. Containers join it with run --pod. An infra container, which needs no image,
            holds the namespaces that they share, and the network.
            """;
        Examples =
        [
            "pod create --name web",
            "pod create --share +pid --publish 8080:80 web",
            "pod create --infra=false --name loose",
        ];
        _name = Add(Flag.Text("name", "n", "Name of the pod"));
        _share = Add(Flag.Text("share", null, "Namespaces to share, a comma list: ipc, net, uts, pid, cgroup or none; +LIST adds", "ipc,net,uts"));
        _infra = Add(Flag.Switch("infra", null, "Create an infra container to share namespaces with", initially: true));
        _labels = Add(Flag.Array("label", "l", "Label, KEY=VALUE"));
        _hostname = Add(Flag.Text("hostname", "h", "Host name (default: the pod's name)"));
        _cgroupParent = Add(Flag.Text("cgroup-parent", null, "Parent of the pod's cgroup"));
        _exitPolicy = Add(Flag.Text(
            "exit-policy", null, "When all other containers have ended: continue, or stop the infra container", "continue"));
        _idFile = Add(Flag.Text("pod-id-file", null, "Write the pod's id to a file"));
        _replace = Add(Flag.Switch("replace", null, "Remove a pod of the same name first"));
        AddGroup(_network);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = ToRequest(invocation);
        var pod = await invocation.Engine.CreatePodAsync(request, cancellationToken);
        await invocation.Out.WriteLineAsync(pod.Id);
        return ExitCodes.Success;
    }

    /// <summary>The request that the words make; a seam for tests.</summary>
    public PodCreateRequest ToRequest(Invocation invocation)
    {
        var name = Text(invocation, _name) ?? (invocation.Arguments.Count > 0 ? invocation.Arguments[0] : null);
        if (invocation.Get(_replace) && name is null)
        {
            throw new UsageException("cannot replace pod without --name being set");
        }

        if (invocation.IsGiven(_name) && invocation.Arguments.Count > 0)
        {
            throw new UsageException("cannot set --name and a pod name as argument at the same time: must be unique");
        }

        return new PodCreateRequest
        {
            Name = name,
            Shares = invocation.IsGiven(_share) ? PodShare.Parse(invocation.Get(_share)!) : null,
            Infra = invocation.IsGiven(_infra) ? invocation.Get(_infra) : null,
            Network = _network.Read(invocation),
            Hostname = Text(invocation, _hostname),
            CgroupParent = Text(invocation, _cgroupParent),
            ExitPolicy = ParseExitPolicy(invocation.Get(_exitPolicy)!),
            IdFile = Text(invocation, _idFile) is { } file ? invocation.Context.Resolve(file) : null,
            Replace = invocation.Get(_replace),
            Labels = KeyValues.Parse(invocation.Get(_labels)),
            CreateCommand = invocation.CommandLine,
        };
    }

    private static PodExitPolicy ParseExitPolicy(string typed) => typed switch
    {
        "continue" => PodExitPolicy.Continue,
        "stop" => PodExitPolicy.Stop,
        _ => throw new UsageException($"invalid pod exit policy: \"{typed}\""),
    };

    private static string? Text(Invocation invocation, Option<string?> option) =>
        invocation.Get(option) is { Length: > 0 } text ? text : null;
}
