using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>The program of a new container and its surroundings.</summary>
internal sealed class ProcessOptions : IOptionGroup
{
    private readonly Option<bool> _interactive = Flag.Switch(
        "interactive", "i", "Keep standard input open even if not attached");
    private readonly Option<bool> _terminal = Flag.Switch("tty", "t", "Give the container a terminal");
    private readonly Option<IReadOnlyList<string>> _environment = Flag.Array(
        "env", "e", "Set an environment variable: KEY=VALUE, KEY (from ours) or KEY*");

    private readonly Option<IReadOnlyList<string>> _environmentFiles = Flag.List(
        "env-file", null, "Read environment variables from a file");

    private readonly Option<string?> _workingDirectory = Flag.Text(
        "workdir", "w", "Working directory inside the container");
    private readonly Option<string?> _user = Flag.Text("user", "u", "User name or id, USER[:GROUP]");
    private readonly Option<string?> _entrypoint = Flag.Text(
        "entrypoint", null, "Replace the image's entry point: a program, or a JSON list; empty for none");

    private readonly Option<string?> _hostname = Flag.Text("hostname", "h", "Host name inside the container");
    private readonly Option<bool> _init = Flag.Switch(
        "init", null, "Run a small init that forwards signals and reaps processes");
    private readonly Option<string?> _stopSignal = Flag.Text(
        "stop-signal", null, "Signal that asks the container to stop");
    private readonly Option<long?> _stopTimeout = Flag.Integer(
        "stop-timeout", null, "Seconds to wait for it to stop before killing it", 10);

    private readonly Option<string?> _umask = Flag.Text("umask", null, "File creation mask (default \"0022\")");
    private readonly Option<string?> _pid = Flag.Text(
        "pid", null, "Process namespace: private, host, container:NAME, ns:PATH");
    private readonly Option<string?> _ipc = Flag.Text(
        "ipc", null, "IPC namespace: shareable, private, host, none, container:NAME, ns:PATH");
    private readonly Option<string?> _uts = Flag.Text(
        "uts", null, "Host name namespace: private, host, container:NAME, ns:PATH");
    private readonly Option<string?> _cgroupNamespace = Flag.Text(
        "cgroupns", null, "Cgroup namespace: private, host, container:NAME, ns:PATH");

    /// <inheritdoc/>
    public IEnumerable<Option> Options =>
    [
        _interactive, _terminal, _environment, _environmentFiles, _workingDirectory, _user, _entrypoint, _hostname,
        _init,
        _stopSignal, _stopTimeout, _umask, _pid, _ipc, _uts, _cgroupNamespace,
    ];

    /// <summary>Adds what was asked for.</summary>
    public CreateRequest Apply(Invocation invocation, CreateRequest request) => request with
    {
        Input = InputModes.From(invocation.Get(_interactive), invocation.Get(_terminal)),
        Environment = invocation.Get(_environment),
        EnvironmentFiles = [.. invocation.Get(_environmentFiles).Select(invocation.Context.Resolve)],
        WorkingDirectory = invocation.Get(_workingDirectory),
        User = invocation.Get(_user),
        Entrypoint = ParseEntrypoint(invocation.Get(_entrypoint)),
        Hostname = invocation.Get(_hostname),
        Init = invocation.Get(_init),
        StopSignal = invocation.Get(_stopSignal),
        StopTimeoutSeconds = invocation.IsGiven(_stopTimeout) ? (int?)invocation.Get(_stopTimeout) : null,
        Umask = invocation.Get(_umask),
        Namespaces = ReadNamespaces(invocation),
    };

    private NamespaceSpec ReadNamespaces(Invocation invocation)
    {
        // Nothing said is the default, or the pod's.
        return new NamespaceSpec
        {
            Pid = NonEmpty(invocation.Get(_pid)) ?? "",
            Ipc = NonEmpty(invocation.Get(_ipc)) ?? "",
            Uts = NonEmpty(invocation.Get(_uts)) ?? "",
            Cgroup = NonEmpty(invocation.Get(_cgroupNamespace)),
        };
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<string>? ParseEntrypoint(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text is null ? null : [];
        }

        if (text[0] != '[')
        {
            return [text];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // "[" is a program, too.
            return [text];
        }
    }
}
