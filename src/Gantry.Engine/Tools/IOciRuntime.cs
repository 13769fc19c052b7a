using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Tools;

/// <summary>
/// An OCI runtime: runc or crun. Containers are created and restored through <see cref="Conmon"/>, which calls the
/// runtime itself with <see cref="GlobalArguments"/>; everything else goes through here.
/// </summary>
/// <remarks>A runtime that fails throws GantryException <see cref="ErrorCode.ToolFailed"/> around a ToolException.</remarks>
internal interface IOciRuntime
{
    /// <summary><c>runc</c> or <c>crun</c>, or the absolute path it was asked for by.</summary>
    string Name { get; }

    /// <summary>Absolute path of the program.</summary>
    string Path { get; }

    /// <summary>Arguments before the verb: where the runtime keeps its own state.</summary>
    IReadOnlyList<string> GlobalArguments { get; }

    /// <summary>What <c>--version</c> prints, all lines.</summary>
    Task<string> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether it knows <c>checkpoint</c> (Podman's test: <c>checkpoint --help</c> ends with 0).</summary>
    Task<bool> SupportsCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Whether <c>restore</c> knows <paramref name="option"/>, e.g. <c>--tcp-close</c>.</summary>
    Task<bool> SupportsRestoreOptionAsync(string option, CancellationToken cancellationToken);

    /// <summary>Lets the program of a created container begin.</summary>
    Task StartAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Sends a signal to the container's first process, or to all of them.</summary>
    Task KillAsync(ContainerId id, int signal, SignalScope scope, CancellationToken cancellationToken);

    /// <summary>Freezes the container's cgroup.</summary>
    Task PauseAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Thaws the container's cgroup.</summary>
    Task ResumeAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the container and removes its cgroups, killing what still runs. A container the runtime does not know
    /// is no error.
    /// </summary>
    Task DeleteAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>What the runtime knows about the container; null when it does not know it.</summary>
    Task<RuntimeContainerState?> StateAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Dumps the container with CRIU.</summary>
    Task CheckpointAsync(RuntimeCheckpointRequest request, CancellationToken cancellationToken);

    /// <summary>Whether memory can be dumped and restored page by page, when it is asked for.</summary>
    Task<bool> SupportsLazyPagesAsync(CancellationToken cancellationToken);

    /// <summary>Dumps the container but for its memory, which a server gives away then.</summary>
    Task<PageServer> ServePagesAsync(RuntimeCheckpointRequest request);

    /// <summary>Options of <c>restore</c> for conmon's <c>--runtime-opt</c>.</summary>
    IReadOnlyList<string> RestoreOptions(KernelState include);

    /// <summary>Changes the limits of a running container.</summary>
    Task UpdateAsync(ContainerId id, OciResources resources, CancellationToken cancellationToken);
}

/// <summary>Whom a signal is for.</summary>
internal enum SignalScope
{
    /// <summary>The first process.</summary>
    FirstProcess,

    /// <summary>Every process of the container.</summary>
    AllProcesses,
}
