using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tools;

/// <summary>What conmon needs to run one more command in a container and to watch over it.</summary>
internal sealed record ConmonExecRequest
{
    /// <summary>The container the command runs in.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Identity of the session, 64 hexadecimal digits.</summary>
    public required string SessionId { get; init; }

    /// <summary>The container's name.</summary>
    public required string Name { get; init; }

    /// <summary>The runtime it calls.</summary>
    public required IOciRuntime Runtime { get; init; }

    /// <summary>
    /// The session's own folder; it exists. Holds <c>attach</c>, <c>ctl</c>, pid files, and <c>exit/ID</c>.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>File with the OCI process (the <c>process</c> part of config.json).</summary>
    public required string ProcessFile { get; init; }

    /// <summary>Standard input and terminal.</summary>
    public StandardInputMode Input { get; init; }

    /// <summary>Wait with the command until someone is connected to the attach socket.</summary>
    public bool Attach { get; init; }

    /// <summary>Program and arguments that conmon runs when the command has ended. Empty: none.</summary>
    public IReadOnlyList<string> ExitCommand { get; init; } = [];

    /// <summary>Where conmon writes the command's process id.</summary>
    public string PidFile => Path.Join(Directory, "exec_pid");

    /// <summary>Folder with the file that receives the exit code; the file is named by the container's id.</summary>
    public string ExitDirectory => Path.Join(Directory, "exit");

    /// <summary>The socket to attach to.</summary>
    public string AttachSocket => Path.Join(Directory, "attach");

    /// <summary>The runtime's log, JSON lines.</summary>
    public string RuntimeLog => Path.Join(Directory, "oci-log");
}
