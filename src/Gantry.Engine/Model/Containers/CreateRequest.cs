using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Model.Containers;

/// <summary>What a person asks for with <c>create</c> or <c>run</c>. Null means "as the image says" or the default.</summary>
public sealed record CreateRequest
{
    /// <summary>Image as typed.</summary>
    public required string Image { get; init; }

    /// <summary>When to pull it.</summary>
    public PullPolicy Pull { get; init; } = PullPolicy.Missing;

    /// <summary>Name. Null: one is made up.</summary>
    public string? Name { get; init; }

    /// <summary>Pod to join: its name or id; <c>new:NAME</c> makes it. Null: none.</summary>
    public string? Pod { get; init; }

    /// <summary>Remove a container of the same name first.</summary>
    public bool Replace { get; init; }

    /// <summary>Arguments after the image.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Entry point. Null: the image's; empty: none.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary><c>KEY=VALUE</c>, <c>KEY</c> (taken from our environment) or <c>KEY*</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Files of such lines.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>Working directory inside.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user[:group]</c>.</summary>
    public string? User { get; init; }

    /// <summary>Host name inside.</summary>
    public string? Hostname { get; init; }

    /// <summary>Terminal and standard input.</summary>
    public StandardInputMode Input { get; init; }

    /// <summary>Run a small init as process 1.</summary>
    public bool Init { get; init; }

    /// <summary>Signal that asks the program to end, as typed.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Seconds between that signal and SIGKILL.</summary>
    public int? StopTimeoutSeconds { get; init; }

    /// <summary>File creation mask.</summary>
    public string? Umask { get; init; }

    /// <summary>Privileges.</summary>
    public SecuritySpec Security { get; init; } = new();

    /// <summary>Limits.</summary>
    public ResourceSpec Resources { get; init; } = new();

    /// <summary>Namespaces; <c>container:NAME</c> may hold a name here.</summary>
    public NamespaceSpec Namespaces { get; init; } = new();

    /// <summary>Networks; mode null in the request is the default.</summary>
    public NetworkSpec Network { get; init; } = new();

    /// <summary><c>-v</c>, <c>--mount</c> and <c>--tmpfs</c>, in the order typed.</summary>
    public IReadOnlyList<MountRequest> Mounts { get; init; } = [];

    /// <summary>Host devices.</summary>
    public IReadOnlyList<DeviceRequest> Devices { get; init; } = [];

    /// <summary><c>key=value</c> labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>();

    /// <summary><c>key=value</c> annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Log driver and options.</summary>
    public LogSpec Log { get; init; } = new();

    /// <summary>Restart policy.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.No;

    /// <summary>Health check that replaces the image's. Null: the image's.</summary>
    public HealthCheck? Health { get; init; }

    /// <summary>Remove it when it exits.</summary>
    public bool AutoRemove { get; init; }

    /// <summary>File of the person's that receives the id; must not exist.</summary>
    public string? CidFile { get; init; }

    /// <summary>File of the person's that receives the process id.</summary>
    public string? PidFile { get; init; }

    /// <summary>The command line that asks, for inspection.</summary>
    public IReadOnlyList<string> CreateCommand { get; init; } = [];
}
