namespace Gantry.Linux.Tests;

/// <summary>A folder of one test's own, unmounted and removed with all in it at the end.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder(string parent = "/tmp")
    {
        Path = $"{parent}/gantry-linux-tests-{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path);
        Descriptor = DirectoryDescriptor.Open(Path);
    }

    public string Path { get; }

    public DirectoryDescriptor Descriptor { get; }

    public string Make(string relative)
    {
        var path = $"{Path}/{relative}";
        Directory.CreateDirectory(path);
        return path;
    }

    public string Write(string relative, string content)
    {
        var path = $"{Path}/{relative}";
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        Descriptor.Dispose();
        foreach (var mount in Mounts.List(Path).Reverse())
        {
            Mounts.Unmount(mount.MountPoint, detach: true);
        }

        using var parent = DirectoryDescriptor.Open(System.IO.Path.GetDirectoryName(Path)!);
        parent.RemoveTree(System.IO.Path.GetFileName(Path));
    }
}
