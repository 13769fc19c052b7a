using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>What a container was to be.</summary>
public sealed record ContainerConfigInspection
{
    /// <summary>Host name inside.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Always empty.</summary>
    public string Domainname { get; init; } = "";

    /// <summary><c>user[:group]</c>; empty is root.</summary>
    public string User { get; init; } = "";

    /// <summary>Always false.</summary>
    public bool AttachStdin { get; init; }

    /// <summary>Always false.</summary>
    public bool AttachStdout { get; init; }

    /// <summary>Always false.</summary>
    public bool AttachStderr { get; init; }

    /// <summary>It has a terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Standard input stays open.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Always false.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Environment.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Command; null when it has none.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>The image's full name.</summary>
    public string Image { get; init; } = "";

    /// <summary>Always null, as in Podman.</summary>
    public IReadOnlyDictionary<string, EmptyInspection>? Volumes { get; init; }

    /// <summary>Working directory inside.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>Entry point, its words joined by blanks.</summary>
    public string Entrypoint { get; init; } = "";

    /// <summary>Always null.</summary>
    public string? OnBuild { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Signal that asks it to stop.</summary>
    public uint StopSignal { get; init; }

    /// <summary>Health check; null when it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public HealthcheckInspection? Healthcheck { get; init; }

    /// <summary>What happens to an unhealthy container.</summary>
    public string HealthcheckOnFailureAction { get; init; } = "none";

    /// <summary>The command line that created it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? CreateCommand { get; init; }

    /// <summary>File creation mask.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Umask { get; init; }

    /// <summary>Seconds it may run; 0 is no limit.</summary>
    public uint Timeout { get; init; }

    /// <summary>Seconds between the stop signal and SIGKILL.</summary>
    public uint StopTimeout { get; init; }

    /// <summary>Whether its user is added to the container's passwd file.</summary>
    public bool Passwd { get; init; } = true;

    /// <summary>Who tells systemd that it is ready.</summary>
    [JsonPropertyName("sdNotifyMode")]
    public string SdNotifyMode { get; init; } = "container";
}
