using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers;

/// <summary>Makes the OCI process of an exec from the container's own, as Podman does.</summary>
internal static class ExecProcess
{
    /// <summary>What runs: the container's process with the request's command, user, folder and variables.</summary>
    /// <param name="container">The container's own process, as the runtime got it.</param>
    /// <param name="users">The users and groups the container knows.</param>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: no command, or no such user.</exception>
    public static OciProcess Of(OciProcess container, UserDatabase users, ExecRequest request)
    {
        if (request.Command.Count == 0)
        {
            throw new GantryException(
                ErrorCode.Invalid, "must provide a non-empty command to start an exec session: invalid argument");
        }

        var process = container with
        {
            Args = request.Command,
            Terminal = request.HasTerminal,
            ConsoleSize = null,
            Cwd = request.WorkingDirectory ?? container.Cwd,
            Env = Merge(container.Env ?? [], request),
        };
        process = request.User is { } user ? ForUser(process, users, user) : process;
        return request.Privileged ? process with { Capabilities = AllOf(process.Capabilities) } : process;
    }

    private static OciProcess ForUser(OciProcess process, UserDatabase users, string user)
    {
        var found = UserLookup.Find(users, user, []);
        return process with
        {
            User = process.User with { Uid = found.Uid, Gid = found.Gid, AdditionalGids = found.AdditionalGids },
            Env = found.Home.Length > 0 ? Set(process.Env ?? [], $"HOME={found.Home}") : process.Env,
            Capabilities = found.Uid == 0 ? AllOf(process.Capabilities) : BoundingOnly(process.Capabilities),
        };
    }

    private static IReadOnlyList<string> Merge(IReadOnlyList<string> environment, ExecRequest request)
    {
        if (request.HasTerminal && !environment.Any(entry => entry.StartsWith("TERM=", StringComparison.Ordinal)))
        {
            environment = [.. environment, "TERM=xterm"];
        }

        return request.Environment.Aggregate(environment, Set);
    }

    private static IReadOnlyList<string> Set(IReadOnlyList<string> environment, string entry)
    {
        var at = entry.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? entry + "=" : entry[..(at + 1)];
        return [.. environment.Where(other => !other.StartsWith(name, StringComparison.Ordinal)), entry];
    }

    // The bounding set is what the container may have at most: privileged or not, an exec gets no more than that.
    private static OciCapabilities? AllOf(OciCapabilities? capabilities) =>
        capabilities is null
            ? null
            : capabilities with { Effective = capabilities.Bounding, Permitted = capabilities.Bounding };

    private static OciCapabilities? BoundingOnly(OciCapabilities? capabilities) =>
        capabilities is null
            ? null
            : new OciCapabilities { Bounding = capabilities.Bounding };
}
