using System.Collections.Frozen;

namespace Gantry.Engine.Model.Checkpoints;

/// <summary>Kinds of privileges by the names that a person types.</summary>
public static class PrivilegeKinds
{
    private static readonly FrozenDictionary<string, PrivilegeKind> s_byName = new Dictionary<string, PrivilegeKind>
    {
        ["mounts"] = PrivilegeKind.Mounts,
        ["devices"] = PrivilegeKind.Devices,
        ["capabilities"] = PrivilegeKind.Capabilities,
        ["privileged"] = PrivilegeKind.Privileged,
        ["seccomp"] = PrivilegeKind.Seccomp,
        ["kernel-paths"] = PrivilegeKind.KernelPaths,
        ["namespaces"] = PrivilegeKind.Namespaces,
        ["sysctls"] = PrivilegeKind.Sysctls,
    }.ToFrozenDictionary();

    /// <summary>All of them.</summary>
    public static IReadOnlySet<PrivilegeKind> All { get; } = s_byName.Values.ToFrozenSet();

    /// <summary>None.</summary>
    public static IReadOnlySet<PrivilegeKind> None { get; } = FrozenSet<PrivilegeKind>.Empty;

    /// <summary>The name of a kind.</summary>
    public static string NameOf(PrivilegeKind kind) => s_byName.First(pair => pair.Value == kind).Key;

    /// <summary>Reads names; <c>all</c> is all of them.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: no such kind.</exception>
    public static IReadOnlySet<PrivilegeKind> Parse(IEnumerable<string> names) => names.SelectMany(Parse).ToFrozenSet();

    private static IEnumerable<PrivilegeKind> Parse(string name) => name switch
    {
        "all" => All,
        _ when s_byName.TryGetValue(name, out var kind) => [kind],
        _ => throw new GantryException(
            ErrorCode.Invalid,
            $"\"{name}\" is no kind of privilege; there are {string.Join(", ", s_byName.Keys.Order(StringComparer.Ordinal))} and all"),
    };
}
