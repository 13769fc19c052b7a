using System.Security.Cryptography;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Turns the mounts a person asked for and the image's volumes into the container's mounts.</summary>
internal static class MountResolver
{
    private static readonly string[] s_imageVolumeOptions = ["rprivate", "rw", "nodev", "exec"];
    private static readonly string[] s_writableWhenReadOnly = ["/tmp", "/var/tmp", "/run"];
    private static readonly string[] s_writableOptions = ["rw", "rprivate", "nosuid", "nodev", "tmpcopyup"];

    /// <summary>Resolves them; looks at the sources of binds, makes nothing.</summary>
    /// <param name="requests">In the order typed.</param>
    /// <param name="imageVolumes">Paths of the image that get an anonymous volume unless the person mounts there.</param>
    /// <param name="readOnlyRootfs">Adds the memory file systems that keep a read-only container usable.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: two mounts at one place. <see cref="ErrorCode.NotFound"/>: no such host path.
    /// </exception>
    public static ResolvedMounts Resolve(
        IReadOnlyList<MountRequest> requests, IReadOnlyList<string> imageVolumes, bool readOnlyRootfs)
    {
        var byDestination = Unite(requests);
        if (readOnlyRootfs)
        {
            AddMissing(byDestination, s_writableWhenReadOnly, path => new MountRequest.Tmpfs(path, s_writableOptions));
        }

        AddMissing(
            byDestination,
            imageVolumes.Select(ContainerPath.RequireAbsolute),
            path => new MountRequest.Volume(null, path, s_imageVolumeOptions));
        var mounts = byDestination.Values;
        return new ResolvedMounts(
            [.. mounts.OfType<MountRequest.Volume>().Select(Resolve)],
            [.. mounts.OfType<MountRequest.Bind>().Select(Resolve)],
            [.. mounts.OfType<MountRequest.Tmpfs>().Select(Resolve)]);
    }

    private static OrderedDictionary<string, MountRequest> Unite(IReadOnlyList<MountRequest> requests)
    {
        var byDestination = new OrderedDictionary<string, MountRequest>();
        foreach (var request in requests)
        {
            var destination = ContainerPath.RequireAbsolute(request.Destination);
            if (byDestination.TryGetValue(destination, out var other) && !IsSame(request, other))
            {
                throw new GantryException(ErrorCode.Invalid, $"{destination}: duplicate mount destination");
            }

            byDestination.TryAdd(destination, request);
        }

        return byDestination;
    }

    private static void AddMissing(
        OrderedDictionary<string, MountRequest> byDestination,
        IEnumerable<string> destinations,
        Func<string, MountRequest> make)
    {
        foreach (var destination in destinations)
        {
            if (!byDestination.ContainsKey(destination))
            {
                byDestination.Add(destination, make(destination));
            }
        }
    }

    /// <summary>Whether asking for both asks for one thing; Podman lets that pass.</summary>
    private static bool IsSame(MountRequest one, MountRequest other) => (one, other) switch
    {
        (MountRequest.Volume a, MountRequest.Volume b) =>
            a.Name == b.Name && a.SubPath == b.SubPath && a.Options.SequenceEqual(b.Options),
        (MountRequest.Bind a, MountRequest.Bind b) => a.Source == b.Source && a.Options.SequenceEqual(b.Options),
        (MountRequest.Tmpfs a, MountRequest.Tmpfs b) => a.Options.SequenceEqual(b.Options),
        _ => false,
    };

    private static VolumeMount Resolve(MountRequest.Volume request) => new()
    {
        Name = request.Name ?? RandomNumberGenerator.GetHexString(64, lowercase: true),
        Destination = ContainerPath.Clean(request.Destination),
        Options = MountOptions.ForVolume(request.Options),
        Anonymous = request.Name is null,
        SubPath = request.SubPath,
    };

    private static BindMount Resolve(MountRequest.Bind request)
    {
        if (!Path.Exists(request.Source))
        {
            throw new GantryException(ErrorCode.NotFound, $"statfs {request.Source}: no such file or directory");
        }

        return new BindMount(
            request.Source,
            ContainerPath.Clean(request.Destination),
            MountOptions.ForBind(request.Options, HostMounts.RestrictionsAt(request.Source)));
    }

    private static TmpfsMount Resolve(MountRequest.Tmpfs request) =>
        new(ContainerPath.Clean(request.Destination), MountOptions.ForTmpfs(request.Options));
}
