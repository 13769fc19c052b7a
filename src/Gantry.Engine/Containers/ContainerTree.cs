using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// The files of a container as its processes see them: while it runs, through its own mount namespace; else from its
/// root file system, volumes and binds. All paths in it are resolved inside.
/// </summary>
internal sealed class ContainerTree : IDisposable
{
    private readonly DirectoryDescriptor _root;
    private readonly IReadOnlyList<(string Destination, string HostPath)> _mounts;

    private ContainerTree(DirectoryDescriptor root, IReadOnlyList<(string Destination, string HostPath)> mounts)
    {
        _root = root;
        _mounts = mounts;
    }

    /// <summary>The files of a running container.</summary>
    public static ContainerTree OfRunning(Container container) =>
        new(DirectoryDescriptor.Open($"/proc/{container.Status.Process!.Pid}/root"), []);

    /// <summary>The files of a container that does not run but is mounted.</summary>
    public static ContainerTree OfMounted(Container container, ContainerMountPoints mounted)
    {
        var volumes = container.Spec.Volumes.Select(mount => (mount.Destination, mounted.Volumes[mount.Name]));
        var binds = container.Spec.Binds.Select(bind => (bind.Destination, bind.Source));
        return new ContainerTree(
            DirectoryDescriptor.Open(mounted.Root),
            [.. volumes.Concat(binds).OrderByDescending(mount => mount.Item1.Length)]);
    }

    /// <summary>The files of this host.</summary>
    public static ContainerTree OfHost() => new(DirectoryDescriptor.Open("/"), []);

    /// <summary>Finds what a path names. Its last component may be missing.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: a folder on the way is missing.</exception>
    public TreeLocation Locate(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, "/"));
        var (folder, name) = full == "/" ? ("/", ".") : (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        foreach (var (destination, hostPath) in _mounts)
        {
            if (full == destination)
            {
                return LocateMount(hostPath);
            }

            if (full.StartsWith(destination + "/", StringComparison.Ordinal))
            {
                using var mount = DirectoryDescriptor.Open(hostPath);
                return Locate(mount, Path.GetRelativePath(destination, folder), name, path);
            }
        }

        return Locate(_root, folder.TrimStart('/'), name, path);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static TreeLocation LocateMount(string hostPath)
    {
        if (Directory.Exists(hostPath))
        {
            return new TreeLocation(DirectoryDescriptor.Open(hostPath), ".");
        }

        return new TreeLocation(
            DirectoryDescriptor.Open(Path.GetDirectoryName(hostPath)!), Path.GetFileName(hostPath));
    }

    private static TreeLocation Locate(DirectoryDescriptor root, string folder, string name, string path)
    {
        var parent = root.TryOpenDirectory(folder.Length == 0 ? "." : folder, ResolveMode.InRoot)
            ?? throw new GantryException(
                ErrorCode.NotFound, $"\"{path}\" could not be found: its folder does not exist: no such file or directory");

        // A link to a folder means the folder, as it does for cp(1).
        if (parent.TryStat(name)?.Kind == FileKind.Symlink
            && root.TryOpenDirectory(Path.Join(folder, name), ResolveMode.InRoot) is { } target)
        {
            parent.Dispose();
            return new TreeLocation(target, ".");
        }

        return new TreeLocation(parent, name);
    }
}

/// <summary>A name in an open folder; <c>.</c> is the folder itself.</summary>
/// <param name="Folder">The folder; disposed with this.</param>
/// <param name="Name">The name.</param>
internal sealed record TreeLocation(DirectoryDescriptor Folder, string Name) : IDisposable
{
    /// <summary>What is there; null when nothing is.</summary>
    public FileKind? Kind => Name == "." ? FileKind.Directory : Folder.TryStat(Name)?.Kind;

    /// <summary>Opens it as a folder.</summary>
    public DirectoryDescriptor OpenFolder() => Name == "." ? Folder.Duplicate() : Folder.OpenDirectory(Name);

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}
