using Gantry.Engine.Model;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The small init that <c>--init</c> runs as process 1.</summary>
internal static class InitProgram
{
    /// <summary>Where it is in the container, as in Podman.</summary>
    public const string PathInside = "/run/podman-init";

    // Statically linked ones first: they run in any image.
    private static readonly string[] s_candidates =
    [
        "/usr/libexec/podman/catatonit", "/usr/libexec/catatonit/catatonit", "/usr/local/libexec/podman/catatonit",
        "/usr/lib/podman/catatonit", "/usr/local/bin/catatonit", "/usr/bin/catatonit", "/usr/bin/tini-static",
        "/usr/local/bin/tini-static", "/usr/bin/docker-init", "/usr/libexec/docker/docker-init", "/usr/local/bin/tini",
        "/usr/bin/tini",
    ];

    /// <summary>Its absolute path on this host. Null: none is installed.</summary>
    public static string? Find() => s_candidates.FirstOrDefault(File.Exists);

    /// <summary>Returns <paramref name="path"/>, or throws with the remedy when it is null.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>.</exception>
    public static string Require(string? path) =>
        path
        ?? throw new GantryException(
            ErrorCode.Incompatible,
            "Cannot run an init in the container: neither catatonit nor tini is installed. Install the package "
            + "\"catatonit\" or \"tini\", or leave --init out.");
}
