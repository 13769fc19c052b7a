using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>What the host's mounts forbid below a path: a bind of that path must forbid the same.</summary>
internal static class HostMounts
{
    private static readonly string[] s_inherited = ["noexec", "nosuid", "nodev"];

    /// <summary>Those of <c>noexec nosuid nodev</c> that hold at <paramref name="path"/>, which exists.</summary>
    public static IReadOnlyList<string> RestrictionsAt(string path) => RestrictionsAt(path, Mounts.List(null));

    /// <summary>As <see cref="RestrictionsAt(string)"/>, judged by these mounts.</summary>
    public static IReadOnlyList<string> RestrictionsAt(string path, IReadOnlyList<MountInfo> mounts)
    {
        var real = RealPath(path);

        // Of mounts on one point the last one hides the others.
        var mount = mounts
            .Where(mount => IsAtOrBelow(real, mount.MountPoint))
            .OrderBy(mount => mount.MountPoint.Length)
            .LastOrDefault();
        var options = mount?.Options.Split(',') ?? [];
        return [.. s_inherited.Where(options.Contains)];
    }

    private static string RealPath(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (Directory.Exists(target))
        {
            return RealDirectory(target);
        }

        return Path.Join(RealDirectory(Path.GetDirectoryName(target) ?? "/"), Path.GetFileName(target));
    }

    private static string RealDirectory(string path)
    {
        using var directory = DirectoryDescriptor.Open(path);
        return File.ResolveLinkTarget(directory.ProcPath, returnFinalTarget: false)?.FullName ?? path;
    }

    private static bool IsAtOrBelow(string path, string directory) =>
        directory == "/" || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
