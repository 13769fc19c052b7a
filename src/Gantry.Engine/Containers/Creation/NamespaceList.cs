using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A container's namespaces in the runtime's terms.</summary>
internal static class NamespaceList
{
    private const string PathPrefix = "ns:";
    private const string ContainerPrefix = "container:";

    /// <summary>Those that are the container's own or joined; a namespace of the host is left out.</summary>
    /// <exception cref="ArgumentException">The context lacks the path of a joined one.</exception>
    public static IReadOnlyList<OciNamespace> For(ContainerSpec spec, FinalizeContext context)
    {
        var modes = spec.Namespaces;
        OciNamespace?[] namespaces =
        [
            Make("pid", modes.Pid, context),
            MakeNetwork(spec.Network.Mode, context),
            Make("ipc", modes.Ipc, context),
            Make("uts", modes.Uts, context),
            new OciNamespace("mount"),
            Make("cgroup", modes.Cgroup ?? "host", context),
        ];
        return [.. namespaces.OfType<OciNamespace>()];
    }

    private static OciNamespace? MakeNetwork(string mode, FinalizeContext context) =>
        mode is "host" || mode.StartsWith(PathPrefix, StringComparison.Ordinal)
            || mode.StartsWith(ContainerPrefix, StringComparison.Ordinal)
            ? Make("network", mode, context)
            : new OciNamespace("network", context.NetworkNamespacePath);

    private static OciNamespace? Make(string kind, string mode, FinalizeContext context)
    {
        if (mode == "host")
        {
            return null;
        }

        if (mode.StartsWith(PathPrefix, StringComparison.Ordinal))
        {
            return new OciNamespace(kind, mode[PathPrefix.Length..]);
        }

        if (!mode.StartsWith(ContainerPrefix, StringComparison.Ordinal))
        {
            return new OciNamespace(kind);
        }

        return context.JoinedNamespaces.TryGetValue(kind, out var path)
            ? new OciNamespace(kind, path)
            : throw new ArgumentException($"The path of the {kind} namespace of {mode} is not given.", nameof(context));
    }
}
