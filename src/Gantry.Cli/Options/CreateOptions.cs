using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>All that <c>create</c> and <c>run</c> say about the new container.</summary>
internal sealed class CreateOptions : IOptionGroup
{
    private readonly ProcessOptions _process = new();
    private readonly ResourceOptions _resources = new();
    private readonly SecurityOptions _security = new();
    private readonly MountOptions _mounts = new();
    private readonly NetworkOptions _network = new();
    private readonly HealthOptions _health = new();

    private readonly Option<string?> _name = Flag.Text("name", null, "Name of the container");
    private readonly Option<bool> _replace = Flag.Switch("replace", null, "Remove a container of the same name first");
    private readonly Option<bool> _remove = Flag.Switch("rm", null, "Remove the container when it exits");
    private readonly Option<string?> _pull = Flag.Text(
        "pull", null, "When to pull the image (missing, always, never, newer)", "missing");
    private readonly Option<IReadOnlyList<string>> _labels = Flag.Array("label", "l", "Label, KEY=VALUE");
    private readonly Option<IReadOnlyList<string>> _labelFiles = Flag.List(
        "label-file", null, "Read labels from a file");
    private readonly Option<IReadOnlyList<string>> _annotations = Flag.Array(
        "annotation", null, "Annotation, KEY=VALUE");
    private readonly Option<string?> _logDriver = Flag.Text(
        "log-driver", null, "Where output goes (k8s-file, json-file, none)", "k8s-file");
    private readonly Option<IReadOnlyList<string>> _logOptions = Flag.List(
        "log-opt", null, "Option of the log driver, KEY=VALUE");
    private readonly Option<string?> _restart = Flag.Text(
        "restart", null, "What to do when it exits (no, always, on-failure[:N], unless-stopped)");
    private readonly Option<string?> _cidFile = Flag.Text("cidfile", null, "Write the container's id to a file");
    private readonly Option<string?> _pidFile = Flag.Text(
        "pidfile", null, "Write the process id of the container's first process to a file");
    private readonly Option<string?> _pod = Flag.Text("pod", null, "Pod to be in: its name or id; new:NAME makes it");

    /// <inheritdoc/>
    public IEnumerable<Option> Options =>
    [
        _name, _replace, _remove, _pull, _labels, _labelFiles, _annotations, _logDriver, _logOptions, _restart,
        _cidFile,
        _pidFile, _pod, .. _process.Options, .. _resources.Options, .. _security.Options, .. _mounts.Options,
        .. _network.Options, .. _health.Options,
    ];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options that exclude each other.</exception>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: a value is malformed.</exception>
    public CreateRequest Read(Invocation invocation)
    {
        var restart = RestartPolicy.Parse(invocation.Get(_restart) ?? "");
        if (invocation.Get(_remove) && restart.Name != RestartPolicy.No.Name)
        {
            throw new UsageException(
                "the --rm option conflicts with --restart, when the restartPolicy is not \"\" and \"no\"");
        }

        if (invocation.Get(_replace) && string.IsNullOrEmpty(invocation.Get(_name)))
        {
            throw new UsageException("cannot replace container without --name being set");
        }

        var request = new CreateRequest
        {
            Image = invocation.Arguments[0],
            Command = [.. invocation.Arguments.Skip(1)],
            Pull = PullPolicies.Parse(invocation.Get(_pull)!),
            Name = invocation.Get(_name),
            Pod = invocation.Get(_pod) is { Length: > 0 } pod ? pod : null,
            Replace = invocation.Get(_replace),
            Security = _security.Read(invocation),
            Resources = _resources.Read(invocation),
            Network = _network.Read(invocation),
            Mounts = _mounts.ReadMounts(invocation),
            Devices = _mounts.ReadDevices(invocation),
            Labels = ReadLabels(invocation),
            Annotations = KeyValues.Require(invocation.Get(_annotations), "annotations must be formatted KEY=VALUE"),
            Log = new LogSpec
            {
                Driver = invocation.Get(_logDriver)!,
                Options = KeyValues.Require(invocation.Get(_logOptions), "log options must be formatted KEY=VALUE"),
            },
            Restart = restart,
            Health = _health.Read(invocation),
            AutoRemove = invocation.Get(_remove),
            CidFile = ResolveOptional(invocation, _cidFile),
            PidFile = ResolveOptional(invocation, _pidFile),
            CreateCommand = invocation.CommandLine,
        };
        return _process.Apply(invocation, request);
    }

    private SortedDictionary<string, string> ReadLabels(Invocation invocation) => KeyValues.Parse(
    [
        .. invocation.Get(_labelFiles).SelectMany(file => EnvironmentFile.Read(invocation.Context.Resolve(file))),
        .. invocation.Get(_labels),
    ]);

    private static string? ResolveOptional(Invocation invocation, Option<string?> option) =>
        invocation.Get(option) is { Length: > 0 } path ? invocation.Context.Resolve(path) : null;
}
