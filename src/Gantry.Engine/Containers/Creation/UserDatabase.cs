using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The users and groups a container knows: its /etc/passwd and /etc/group.</summary>
/// <param name="Passwd">Content of /etc/passwd; empty when there is none.</param>
/// <param name="Group">Content of /etc/group; empty when there is none.</param>
internal sealed record UserDatabase(string Passwd, string Group)
{
    // An image is untrusted: a file of gigabytes there must not fill our memory.
    private const int LargestFileBytes = 16 * 1024 * 1024;

    /// <summary>Reads both files; what the person bound over them counts, as it will when the program runs.</summary>
    /// <param name="rootPath">Mounted root file system; links in it are resolved inside it.</param>
    /// <param name="binds">The container's binds.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: larger than 16 MiB, or not a file.</exception>
    public static UserDatabase Read(string rootPath, IReadOnlyList<BindMount> binds)
    {
        using var root = DirectoryDescriptor.Open(rootPath);
        return new UserDatabase(Read(root, binds, "passwd"), Read(root, binds, "group"));
    }

    private static string Read(DirectoryDescriptor root, IReadOnlyList<BindMount> binds, string name)
    {
        var file = binds.LastOrDefault(bind => bind.Destination == $"/etc/{name}");
        if (file is not null)
        {
            return ReadIn("/", file.Source, name);
        }

        var folder = binds.LastOrDefault(bind => bind.Destination == "/etc");
        return folder is not null ? ReadIn(folder.Source, name, name) : ReadIn(root, $"etc/{name}", name);
    }

    private static string ReadIn(string folder, string relative, string name)
    {
        using var directory = DirectoryDescriptor.Open(folder);
        return ReadIn(directory, relative, name);
    }

    private static string ReadIn(DirectoryDescriptor directory, string relative, string name)
    {
        try
        {
            using var file = directory.TryOpenFile(relative, OpenMode.Read, resolve: ResolveMode.InRoot);
            return file is null ? "" : ReadText(file, name);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOTDIR)
        {
            return "";
        }
        catch (LinuxException e)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"Cannot look up users in the container's /etc/{name}: {e.Message}", e);
        }
    }

    private static string ReadText(Descriptor file, string name)
    {
        var size = file.Status().Size;
        if (size > LargestFileBytes)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"The container's /etc/{name} has {size} bytes; at most {LargestFileBytes} are read. Use an image with a "
                + "plain one.");
        }

        var bytes = new byte[size];
        var length = 0;
        while (length < bytes.Length && file.ReadAt(bytes.AsSpan(length), length) is > 0 and var count)
        {
            length += count;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
