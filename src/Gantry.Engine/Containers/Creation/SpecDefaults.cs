namespace Gantry.Engine.Containers.Creation;

/// <summary>What a container gets when the person does not say.</summary>
internal sealed record SpecDefaults
{
    /// <summary>Name or absolute path of the OCI runtime.</summary>
    public string Runtime { get; init; } = "runc";

    /// <summary><c>cgroupfs</c> or <c>systemd</c>.</summary>
    public string CgroupManager { get; init; } = "cgroupfs";

    /// <summary>Only cgroup v2 is mounted; the cgroup namespace is then private.</summary>
    public bool UnifiedCgroups { get; init; }

    /// <summary>Network mode when none is asked for.</summary>
    public string NetworkMode { get; init; } = "none";

    /// <summary>Our own environment: source of <c>-e KEY</c> and <c>-e KEY*</c>.</summary>
    public IReadOnlyDictionary<string, string> HostEnvironment { get; init; } = new Dictionary<string, string>();
}
