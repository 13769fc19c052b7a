using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds and makes folders in a mounted root file system, whose links never lead out of it.</summary>
internal sealed class RootfsFolder : IDisposable
{
    private const int Mode = 0x1ED; // 0755

    private readonly DirectoryDescriptor _root;

    /// <summary>Opens the root file system mounted at <paramref name="rootPath"/>.</summary>
    public RootfsFolder(string rootPath)
    {
        _root = DirectoryDescriptor.Open(rootPath);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    /// <summary>
    /// <paramref name="path"/> with the links on the way to it resolved, as the program inside would. What does not
    /// exist yet is taken as it is.
    /// </summary>
    public string Resolve(string path)
    {
        try
        {
            var (folder, missing) = OpenDeepest(ContainerPath.Clean(path));
            using (folder)
            {
                var inside = RealPath(folder)[RealPath(_root).TrimEnd('/').Length..];
                return ContainerPath.Clean($"{inside}/{missing}");
            }
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTDIR or Errno.ELOOP)
        {
            return path;
        }
    }

    /// <summary>Makes sure that a program can start in <paramref name="path"/>.</summary>
    /// <param name="path">Absolute path inside.</param>
    /// <param name="create">Whether it is made when it is missing, for <paramref name="owner"/>.</param>
    /// <param name="owner">Who the program runs as.</param>
    /// <param name="id">The container, for messages.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: missing, or no folder.</exception>
    public void RequireWorkingDirectory(string path, bool create, ProcessUser owner, ContainerId id)
    {
        try
        {
            var (folder, missing) = OpenDeepest(path);
            using (folder)
            {
                if (missing.Length > 0 && !create)
                {
                    throw new GantryException(ErrorCode.Invalid, $"workdir \"{path}\" does not exist on container {id}");
                }

                Make(folder, missing, owner);
            }
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTDIR or Errno.ELOOP or Errno.EEXIST)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"workdir \"{path}\" exists on container {id}, but is not a directory", e);
        }
    }

    private static void Make(DirectoryDescriptor folder, string missing, ProcessUser owner)
    {
        var names = missing.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var current = folder.Duplicate();
        try
        {
            for (var i = 0; i < names.Length; i++)
            {
                current.MakeDirectory(names[i], Mode);
                current.SetMode(names[i], Mode);
                if (i == names.Length - 1)
                {
                    current.SetOwner(names[i], owner.Uid, owner.Gid);
                }

                var next = current.OpenDirectory(names[i]);
                current.Dispose();
                current = next;
            }
        }
        finally
        {
            current.Dispose();
        }
    }

    /// <summary>The deepest folder on the way to <paramref name="path"/> that exists, and what is missing below it.</summary>
    private (DirectoryDescriptor Folder, string Missing) OpenDeepest(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var count = names.Length; count > 0; count--)
        {
            if (_root.TryOpenDirectory(string.Join('/', names[..count]), ResolveMode.InRoot) is { } folder)
            {
                return (folder, string.Join('/', names[count..]));
            }
        }

        return (_root.Duplicate(), string.Join('/', names));
    }

    private static string RealPath(DirectoryDescriptor folder) =>
        File.ResolveLinkTarget(folder.ProcPath, returnFinalTarget: false)!.FullName;
}
