using System.Globalization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tools;

/// <summary>conmon's command lines (conmon.8, and src/cli.c of version 2.1).</summary>
internal static class ConmonArguments
{
    /// <summary>The command line that creates or restores a container.</summary>
    public static IReadOnlyList<string> Of(ConmonRequest request)
    {
        List<string> arguments =
        [
            .. Shared(request.Id, request.Id.ToString(), request.Name, request.Runtime, request.RuntimeLog),
            "--bundle", request.Bundle,
            "--container-pidfile", request.PidFile,
            "--conmon-pidfile", request.MonitorPidFile,
            "--exit-dir", request.ExitDirectory,
            "--log-path", LogPath(request.Log),
            .. Streams(request.Input),
        ];
        if (request.Log.MaximumBytes is { } maximum)
        {
            arguments.AddRange(["--log-size-max", maximum.ToString(CultureInfo.InvariantCulture)]);
        }

        if (request.SystemdCgroups)
        {
            arguments.Add("--systemd-cgroup");
        }

        if (request.Restore is { } restore)
        {
            arguments.AddRange(["--restore", restore.ImagePath]);
            arguments.AddRange(Repeated("--runtime-opt", restore.Options));
        }

        return [.. arguments, .. Exit(request.ExitCommand)];
    }

    /// <summary>The command line that runs one more command.</summary>
    public static IReadOnlyList<string> Of(ConmonExecRequest request) =>
    [
        .. Shared(request.Id, request.SessionId, request.Name, request.Runtime, request.RuntimeLog),
        "--bundle", request.Directory,
        "--container-pidfile", request.PidFile,
        "--conmon-pidfile", Path.Join(request.Directory, "conmon.pid"),
        "--exit-dir", request.ExitDirectory,
        "--log-path", "none",
        "--exec",
        "--exec-process-spec", request.ProcessFile,
        .. (string[])(request.Attach ? ["--exec-attach"] : []),
        .. Streams(request.Input),
        .. Exit(request.ExitCommand),
    ];

    private static IEnumerable<string> Shared(
        ContainerId id, string session, string name, IOciRuntime runtime, string runtimeLog) =>
    [
        "--api-version",
        "--cid", id.ToString(),
        "--cuuid", session,
        "--name", name,
        "--runtime", runtime.Path,
        "--full-attach",
        "--log-level", "error",
        .. Repeated(
            "--runtime-arg", [.. runtime.GlobalArguments, $"--log={runtimeLog}", "--log-format=json"]),
    ];

    private static string LogPath(ConmonLog log) => log.FilePath.Length == 0 ? log.Driver : $"{log.Driver}:{log.FilePath}";

    private static string[] Streams(StandardInputMode input) => input switch
    {
        StandardInputMode.None => [],
        StandardInputMode.Interactive => ["--stdin"],
        StandardInputMode.Terminal => ["--terminal"],
        // Not --stdin as well: conmon would close the terminal's input when the first attached client leaves.
        StandardInputMode.InteractiveTerminal => ["--terminal"],
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, null),
    };

    private static IEnumerable<string> Exit(IReadOnlyList<string> command) =>
        command.Count == 0
            ? []
            : ["--exit-command", command[0], .. Repeated("--exit-command-arg", command.Skip(1))];

    private static IEnumerable<string> Repeated(string flag, IEnumerable<string> values) =>
        values.SelectMany(value => new[] { flag, value });
}
