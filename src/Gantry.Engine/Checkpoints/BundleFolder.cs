using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Makes and removes files and folders in a container's bundle without following links.</summary>
internal static class BundleFolder
{
    private const int PrivateDirectory = 0x1C0; // 0700

    /// <summary>Makes an empty folder, in place of what was there.</summary>
    public static void Recreate(string path)
    {
        Remove(path);
        using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(path)!);
        parent.MakeDirectory(Path.GetFileName(path), PrivateDirectory);
    }

    /// <summary>Removes a file, or a folder with all in it; what is not there is fine.</summary>
    public static void Remove(string path)
    {
        using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(path)!);
        parent.RemoveTree(Path.GetFileName(path));
    }

    /// <summary>Removes each of them.</summary>
    public static void Remove(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            Remove(path);
        }
    }
}
