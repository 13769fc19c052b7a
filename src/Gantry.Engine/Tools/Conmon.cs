using System.Globalization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>
/// conmon, the monitor that stays with a container: keeps its standard streams, writes its log and exit code, and runs
/// our exit command when it has ended (containers/conmon, conmon.8).
/// </summary>
internal sealed class Conmon(string path)
{
    /// <summary>Absolute path of the program.</summary>
    public string Path => path;

    /// <summary>What <c>--version</c> prints, e.g. <c>conmon version 2.1.6</c>.</summary>
    public async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (await ToolRunner.RequireAsync(path, ["--version"], cancellationToken)).Split('\n')[0].Trim();

    /// <summary>
    /// Creates or restores a container. A created container waits for the runtime's <c>start</c>; a restored one runs.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.ToolFailed"/>, <see cref="ErrorCode.CommandNotFound"/> or
    /// <see cref="ErrorCode.CommandNotInvocable"/>: the runtime's reason; conmon is then gone too.
    /// </exception>
    public async Task<ConmonResult> StartAsync(ConmonRequest request, CancellationToken cancellationToken)
    {
        File.Delete(request.RuntimeLog);
        File.Delete(request.MonitorPidFile);
        File.Delete(request.PidFile);
        File.Delete(System.IO.Path.Join(request.ExitDirectory, request.Id.ToString()));
        using var channel = await OpenAsync(
            ConmonArguments.Of(request), request.Bundle, withAttachPipe: false, cancellationToken);
        var answer = await channel.ReadAsync(cancellationToken);
        if (request.Restore is not null && answer is not { Data: > 0 })
        {
            throw RuntimeErrors.Failure(request.Runtime.Name, OutputOf(answer, request.RuntimeLog));
        }

        var pid = RequirePid(answer, request.Runtime, request.RuntimeLog);
        return new ConmonResult(
            Identify(pid, "the container's first process"),
            Identify(ReadPid(request.MonitorPidFile), "conmon"));
    }

    /// <summary>
    /// Begins an exec. Attached, the command waits for <see cref="ConmonExec.StartAsync"/>, so that nothing of its
    /// output is missed.
    /// </summary>
    public async Task<ConmonExec> ExecAsync(ConmonExecRequest request, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(request.ExitDirectory);
        var channel = await OpenAsync(
            ConmonArguments.Of(request), request.Directory, request.Attach, cancellationToken);
        return new ConmonExec(channel, request);
    }

    /// <summary>The process id of a successful answer.</summary>
    /// <exception cref="GantryException">The runtime's error, read from its log or conmon's message.</exception>
    internal static int RequirePid(ConmonAnswer? answer, IOciRuntime runtime, string runtimeLog) =>
        answer is { Data: > 0 }
            ? answer.Data
            : throw RuntimeErrors.Translate(runtime.Name, OutputOf(answer, runtimeLog));

    private static string OutputOf(ConmonAnswer? answer, string runtimeLog)
    {
        var log = File.Exists(runtimeLog) ? File.ReadAllText(runtimeLog) : "";
        return RuntimeErrors.LastMessage(log) ?? answer?.Message ?? "conmon ended without an answer";
    }

    private async Task<ConmonChannel> OpenAsync(
        IReadOnlyList<string> arguments, string directory, bool withAttachPipe, CancellationToken cancellationToken)
    {
        try
        {
            return await ConmonChannel.OpenAsync(path, arguments, directory, withAttachPipe, cancellationToken);
        }
        catch (ToolException failure)
        {
            throw new GantryException(
                ErrorCode.ToolFailed, $"conmon could not begin in \"{directory}\": {failure.Reason}", failure);
        }
    }

    private static int ReadPid(string file) =>
        int.Parse(File.ReadAllText(file).AsSpan().Trim(), CultureInfo.InvariantCulture);

    // A program that ends at once is a zombie of conmon's until conmon has read its exit code; later there is nothing
    // to identify, and a start time of 0 matches no process.
    private static ProcessIdentity Identify(int pid, string what) =>
        pid > 0
            ? new ProcessIdentity(pid, ProcessTable.StartTime(pid) ?? 0)
            : throw new GantryException(ErrorCode.ToolFailed, $"conmon reported {pid} as the process id of {what}.");
}
