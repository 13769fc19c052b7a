namespace Gantry.Engine.Model.Pods;

/// <summary>Podman's words for <see cref="PodNamespaces"/>.</summary>
public static class PodShare
{
    /// <summary>What a pod shares when nobody says: ipc, net and uts.</summary>
    public const PodNamespaces Initial = PodNamespaces.Ipc | PodNamespaces.Network | PodNamespaces.Uts;

    private static readonly (PodNamespaces Kind, string Name)[] s_names =
    [
        (PodNamespaces.Ipc, "ipc"),
        (PodNamespaces.Network, "net"),
        (PodNamespaces.Pid, "pid"),
        (PodNamespaces.Uts, "uts"),
        (PodNamespaces.Cgroup, "cgroup"),
    ];

    /// <summary>Reads <c>none</c>, <c>ipc,net,…</c> or, in addition to the initial ones, <c>+pid,cgroup</c>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static PodNamespaces Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var adds = text.StartsWith('+');
        return text.TrimStart('+')
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(adds ? Initial : PodNamespaces.None, (kinds, word) => kinds | ParseOne(word));
    }

    /// <summary>The names, in the order in which Podman compares them.</summary>
    public static IReadOnlyList<string> Names(PodNamespaces kinds) =>
        [.. s_names.Where(pair => kinds.HasFlag(pair.Kind)).Select(pair => pair.Name)];

    private static PodNamespaces ParseOne(string word)
    {
        if (word == "none")
        {
            return PodNamespaces.None;
        }

        var kind = s_names.FirstOrDefault(pair => pair.Name == word).Kind;
        return kind != PodNamespaces.None
            ? kind
            : throw new GantryException(
                ErrorCode.Invalid,
                $"invalid kernel namespace to share: {word}. Options are: cgroup, ipc, net, pid, uts or none");
    }
}
