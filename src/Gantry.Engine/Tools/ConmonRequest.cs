using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tools;

/// <summary>What conmon needs to create or restore a container and to watch over it.</summary>
internal sealed record ConmonRequest
{
    /// <summary>Whose monitor it is.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>The container's name.</summary>
    public required string Name { get; init; }

    /// <summary>The runtime it calls.</summary>
    public required IOciRuntime Runtime { get; init; }

    /// <summary>
    /// The OCI bundle, conmon's working directory: it makes <c>attach</c>, <c>ctl</c> and <c>winsz</c> there, and
    /// <c>oom</c> when the kernel kills a process for lack of memory.
    /// </summary>
    public required string Bundle { get; init; }

    /// <summary>Folder that receives conmon's own pid files; it exists.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>Folder that receives the exit code in a file named by the container's id; it exists.</summary>
    public required string ExitDirectory { get; init; }

    /// <summary>Where the output goes.</summary>
    public required ConmonLog Log { get; init; }

    /// <summary>Standard input and terminal.</summary>
    public StandardInputMode Input { get; init; }

    /// <summary>Program and arguments that conmon runs when the container has ended.</summary>
    public required IReadOnlyList<string> ExitCommand { get; init; }

    /// <summary>Cgroups are made by systemd.</summary>
    public bool SystemdCgroups { get; init; }

    /// <summary>Restore from these images instead of creating. Null: create.</summary>
    public ConmonRestore? Restore { get; init; }

    /// <summary>Where conmon writes the container's process id.</summary>
    public string PidFile => Path.Join(RunDirectory, "pidfile");

    /// <summary>Where conmon writes its own process id.</summary>
    public string MonitorPidFile => Path.Join(RunDirectory, "conmon.pid");

    /// <summary>The runtime's log of the create or restore, JSON lines.</summary>
    public string RuntimeLog => Path.Join(Bundle, "oci-log");
}

/// <summary>A restore through conmon, which adds <c>--image-path</c> and <c>--work-path BUNDLE</c> itself.</summary>
/// <param name="ImagePath">Folder with CRIU's images.</param>
/// <param name="Options">Further options of the runtime's <c>restore</c>.</param>
internal sealed record ConmonRestore(string ImagePath, IReadOnlyList<string> Options);

/// <summary>Where conmon writes a container's output.</summary>
/// <param name="Driver"><c>k8s-file</c> or <c>none</c>.</param>
/// <param name="FilePath">The file of <c>k8s-file</c>; empty for <c>none</c>.</param>
/// <param name="MaximumBytes">Size at which the file is begun anew. Null: never.</param>
internal sealed record ConmonLog(string Driver, string FilePath, long? MaximumBytes)
{
    /// <summary>No log.</summary>
    public static ConmonLog None { get; } = new("none", "", null);
}

/// <summary>A container that was created or restored.</summary>
/// <param name="Container">Its first process.</param>
/// <param name="Monitor">Its conmon.</param>
internal sealed record ConmonResult(ProcessIdentity Container, ProcessIdentity Monitor);
