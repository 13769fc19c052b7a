using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Oci;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>runc, the default runtime (opencontainers/runc, man/runc*.8.md).</summary>
internal sealed class Runc(string name, string path, string stateDirectory, ToolAnswers answers) : IOciRuntime
{
    private readonly RuntimeCommand _command = new(name, path, ["--root", stateDirectory], answers);

    /// <inheritdoc/>
    public string Name => _command.Name;

    /// <inheritdoc/>
    public string Path => _command.Path;

    /// <inheritdoc/>
    public IReadOnlyList<string> GlobalArguments => _command.GlobalArguments;

    /// <inheritdoc/>
    public async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (await answers.AskAsync(path, ["--version"], cancellationToken)).Trim();

    /// <inheritdoc/>
    public async Task<bool> SupportsCheckpointAsync(CancellationToken cancellationToken) =>
        (await _command.HelpAsync("checkpoint", cancellationToken)).Known;

    /// <inheritdoc/>
    public async Task<bool> SupportsRestoreOptionAsync(string option, CancellationToken cancellationToken) =>
        (await _command.HelpAsync("restore", cancellationToken)).Help.Contains(option, StringComparison.Ordinal);

    /// <inheritdoc/>
    public Task StartAsync(ContainerId id, CancellationToken cancellationToken) =>
        _command.RunAsync(["start", id.ToString()], cancellationToken);

    /// <inheritdoc/>
    public Task KillAsync(ContainerId id, int signal, SignalScope scope, CancellationToken cancellationToken) =>
        _command.RunAsync(
            ["kill", .. (string[])(scope == SignalScope.AllProcesses ? ["--all"] : []), id.ToString(), $"{signal}"],
            cancellationToken);

    /// <inheritdoc/>
    public Task PauseAsync(ContainerId id, CancellationToken cancellationToken) =>
        _command.RunAsync(["pause", id.ToString()], cancellationToken);

    /// <inheritdoc/>
    public Task ResumeAsync(ContainerId id, CancellationToken cancellationToken) =>
        _command.RunAsync(["resume", id.ToString()], cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(ContainerId id, CancellationToken cancellationToken) =>
        _command.DeleteAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<RuntimeContainerState?> StateAsync(ContainerId id, CancellationToken cancellationToken) =>
        _command.StateAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task CheckpointAsync(RuntimeCheckpointRequest request, CancellationToken cancellationToken) =>
        _command.RunAsync(CheckpointArguments.Of(request), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SupportsLazyPagesAsync(CancellationToken cancellationToken) =>
        (await _command.HelpAsync("checkpoint", cancellationToken)).Help is var help
        && help.Contains("--lazy-pages", StringComparison.Ordinal)
        && help.Contains("--status-fd", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Task<PageServer> ServePagesAsync(RuntimeCheckpointRequest request)
    {
        var arguments = CheckpointArguments.Of(request, PageServer.Arguments);
        return PageServer.StartAsync(
            path, [.. GlobalArguments, .. arguments], result => _command.Failure(arguments, result));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <see cref="KernelState.TcpClose"/> becomes <c>--tcp-close</c>, which only newer runc knows: ask
    /// <see cref="SupportsRestoreOptionAsync"/> first, or use CRIU's configuration file instead.
    /// </remarks>
    public IReadOnlyList<string> RestoreOptions(KernelState include) => CheckpointArguments.KernelStateFlags(include);

    /// <inheritdoc/>
    public async Task UpdateAsync(ContainerId id, OciResources resources, CancellationToken cancellationToken)
    {
        string[] arguments = ["update", "--resources", "-", id.ToString()];
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = path,
                Arguments = [.. GlobalArguments, .. arguments],
                Environment = ToolRunner.CleanEnvironment,
                Input = JsonSerializer.SerializeToUtf8Bytes(resources, OciJsonContext.Default.OciResources),
            },
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw _command.Failure(arguments, result);
        }
    }
}
