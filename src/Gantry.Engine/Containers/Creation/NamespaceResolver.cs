using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Checks namespace modes and replaces names of containers by their ids.</summary>
internal sealed class NamespaceResolver(Func<string, ContainerId> resolveContainer, bool unifiedCgroups)
{
    private const string ContainerPrefix = "container:";
    private const string PathPrefix = "ns:";

    /// <summary>Every namespace but the network's.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>.</exception>
    public NamespaceSpec Resolve(NamespaceSpec request) => new()
    {
        Pid = Resolve(request.Pid, "PID"),
        Uts = Resolve(request.Uts, "UTS"),
        Ipc = request.Ipc switch
        {
            "" => "shareable",
            "shareable" or "none" => request.Ipc,
            _ => Resolve(request.Ipc, "IPC"),
        },
        Cgroup = string.IsNullOrEmpty(request.Cgroup)
            ? unifiedCgroups ? "private" : "host"
            : Resolve(request.Cgroup, "cgroup"),
    };

    /// <summary>The network's mode.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>.</exception>
    public string ResolveNetwork(string mode) =>
        mode is "none" or "host" or "bridge" ? mode : Resolve(mode, "network");

    private string Resolve(string mode, string kind)
    {
        if (mode is "" or "private" && kind != "network")
        {
            return "private";
        }

        if (mode == "host")
        {
            return mode;
        }

        if (mode.StartsWith(ContainerPrefix, StringComparison.Ordinal))
        {
            return ContainerPrefix + resolveContainer(RequireValue(mode, ContainerPrefix));
        }

        if (mode.StartsWith(PathPrefix, StringComparison.Ordinal))
        {
            var path = RequireValue(mode, PathPrefix);
            return Path.Exists(path)
                ? mode
                : throw new GantryException(
                    ErrorCode.NotFound,
                    $"cannot find specified {kind} namespace path: stat {path}: no such file or directory");
        }

        throw new GantryException(ErrorCode.Invalid, $"unrecognized namespace mode {mode} passed");
    }

    private static string RequireValue(string mode, string prefix) =>
        mode.Length > prefix.Length
            ? mode[prefix.Length..]
            : throw new GantryException(ErrorCode.Invalid, $"namespace mode {mode.TrimEnd(':')} requires a value");
}
