using System.Globalization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tools;

/// <summary>crun (containers/crun, crun.1.md). Works where cgroups are purely v1 or purely v2, not hybrid.</summary>
internal sealed class Crun(string name, string path, string stateDirectory, ToolAnswers answers) : IOciRuntime
{
    private readonly RuntimeCommand _command = new(name, path, [$"--root={stateDirectory}"], answers);

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
    /// <remarks>A crun without libcriu knows the verb but not the feature; its version line says <c>+CRIU</c>.</remarks>
    public async Task<bool> SupportsCheckpointAsync(CancellationToken cancellationToken) =>
        (await VersionAsync(cancellationToken)).Contains("+CRIU", StringComparison.Ordinal)
        && (await _command.HelpAsync("checkpoint", cancellationToken)).Known;

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
    /// <remarks>It has none of the options (crun.1.md).</remarks>
    public Task<bool> SupportsLazyPagesAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<PageServer> ServePagesAsync(RuntimeCheckpointRequest request) =>
        throw new NotSupportedException($"{Name} cannot serve the memory of {request.Id}.");

    /// <inheritdoc/>
    public IReadOnlyList<string> RestoreOptions(KernelState include) => CheckpointArguments.KernelStateFlags(include);

    /// <inheritdoc/>
    public Task UpdateAsync(ContainerId id, OciResources resources, CancellationToken cancellationToken) =>
        _command.RunAsync(["update", .. UpdateFlags(resources), id.ToString()], cancellationToken);

    private static IEnumerable<string> UpdateFlags(OciResources resources)
    {
        (string Flag, object? Value)[] flags =
        [
            ("--memory", resources.Memory?.Limit), ("--memory-reservation", resources.Memory?.Reservation),
            ("--memory-swap", resources.Memory?.Swap), ("--cpu-share", resources.Cpu?.Shares),
            ("--cpu-quota", resources.Cpu?.Quota), ("--cpu-period", resources.Cpu?.Period),
            ("--cpuset-cpus", resources.Cpu?.Cpus), ("--cpuset-mems", resources.Cpu?.Mems),
            ("--pids-limit", resources.Pids?.Limit),
        ];
        return flags
            .Where(flag => flag.Value is not null)
            .Select(flag => $"{flag.Flag}={Convert.ToString(flag.Value, CultureInfo.InvariantCulture)}");
    }
}
