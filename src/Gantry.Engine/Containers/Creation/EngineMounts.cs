using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The engine's own files in a container: which are bound where.</summary>
internal static class EngineMounts
{
    private const string Shm = "/dev/shm";
    private const string ContainerEnv = "/run/.containerenv";

    private static readonly string[] s_shmOptions = ["bind", "rprivate", "nosuid", "noexec", "nodev"];
    private static readonly string[] s_options = ["bind", "rprivate"];
    private static readonly string[] s_readOnlyOptions = ["bind", "rprivate", "ro", "nosuid", "noexec", "nodev"];

    /// <summary>
    /// Where any engine binds files of its own. What an archive has there came from its host and is replaced.
    /// </summary>
    public static IReadOnlySet<string> Destinations { get; } = new HashSet<string>
    {
        Shm, "/etc/resolv.conf", "/etc/hostname", "/etc/hosts", ContainerEnv, "/run/secrets", "/var/run/.containerenv",
        "/var/run/secrets",
    };

    /// <summary>The engine's mounts for this start, less those where the person mounts something.</summary>
    /// <param name="spec">The container's.</param>
    /// <param name="context">This start's paths.</param>
    /// <param name="taken">Destinations of the person's own mounts.</param>
    public static IEnumerable<OciMount> For(ContainerSpec spec, FinalizeContext context, IReadOnlySet<string> taken)
    {
        var options = spec.Security.ReadOnlyRootfs ? s_readOnlyOptions : s_options;
        var networkFiles = context.NetworkFilesDirectory ?? context.RunDirectory;
        OciMount?[] mounts =
        [
            spec.Network.KeepsImageHosts ? null : Bind(Path.Join(networkFiles, "hosts"), "/etc/hosts", options),
            ShmSource(spec, context) is { } shm ? Bind(shm, Shm, s_shmOptions) : null,
            taken.Contains("/run") ? null : Bind(Path.Join(context.RunDirectory, ".containerenv"), ContainerEnv, options),
            Bind(Path.Join(context.RunDirectory, "hostname"), "/etc/hostname", options),
            HasResolver(spec, context)
                ? Bind(Path.Join(networkFiles, "resolv.conf"), "/etc/resolv.conf", options)
                : null,
        ];
        return mounts.OfType<OciMount>().Where(mount => !taken.Contains(mount.Destination));
    }

    private static string? ShmSource(ContainerSpec spec, FinalizeContext context) => spec.Namespaces.Ipc switch
    {
        "none" => null,
        "host" => Shm,
        _ => context.ShmPath ?? Shm,
    };

    // A container that joins another's network has a resolver only if that one has.
    private static bool HasResolver(ContainerSpec spec, FinalizeContext context) =>
        context.NetworkFilesDirectory is { } folder
            ? File.Exists(Path.Join(folder, "resolv.conf"))
            : spec.Network.Mode != "none";

    private static OciMount Bind(string source, string destination, IReadOnlyList<string> options) =>
        new() { Destination = destination, Type = "bind", Source = source, Options = options };
}
