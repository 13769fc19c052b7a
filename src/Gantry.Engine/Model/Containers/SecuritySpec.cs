namespace Gantry.Engine.Model.Containers;

/// <summary>Privileges of a container.</summary>
public sealed record SecuritySpec
{
    /// <summary>All capabilities, all devices, no seccomp, no masked paths.</summary>
    public bool Privileged { get; init; }

    /// <summary>The root file system is mounted read-only.</summary>
    public bool ReadOnlyRootfs { get; init; }

    /// <summary>Capabilities beyond the default set, as typed (<c>NET_ADMIN</c>, <c>all</c>).</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Capabilities taken from the default set, as typed.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary><c>seccomp=…</c>, <c>no-new-privileges</c>, <c>label=…</c>, <c>apparmor=…</c>, <c>mask=…</c>, <c>unmask=…</c>.</summary>
    public IReadOnlyList<string> SecurityOptions { get; init; } = [];

    /// <summary>Additional groups, names or numbers.</summary>
    public IReadOnlyList<string> GroupAdd { get; init; } = [];

    /// <summary><c>name=value</c> kernel parameters of the container's namespaces.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new SortedDictionary<string, string>();
}
