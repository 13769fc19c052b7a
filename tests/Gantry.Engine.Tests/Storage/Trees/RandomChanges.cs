using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>Changes a tree in all the ways that a container may, the same for the same seed.</summary>
internal sealed class RandomChanges(string root, int seed)
{
    private readonly Random _random = new(seed);
    private int _counter;

    public void Make(int count)
    {
        for (; count > 0; count--)
        {
            MakeOne();
        }
    }

    private void MakeOne()
    {
        var (folder, name, status) = Pick();
        using var directory = DirectoryDescriptor.Open(folder);
        switch (_random.Next(17))
        {
            case 0:
                WriteNew(directory, NewName(), _random.Next(3) == 0 ? _random.Next(1_000_000, 3_000_000) : _random.Next(9_000));
                break;
            case 1:
                directory.MakeDirectory(NewName(), 0x1C0);
                break;
            case 2:
                Remove(directory, name, status);
                break;
            case 3:
                MoveToFolder(directory, name, status);
                break;
            case 4:
                RenameOver(directory, name, status);
                break;
            case 5 when status.Kind == FileKind.Regular:
                directory.Link(directory, name, NewName());
                break;
            case 6:
                directory.SetMode(status.Kind == FileKind.Symlink ? "." : name, _random.Next(0x1000));
                break;
            case 7:
                directory.SetOwner(name, (uint)_random.Next(9), (uint)_random.Next(9));
                break;
            case 8 when status.Kind is FileKind.Regular or FileKind.Directory:
                directory.SetExtendedAttribute(name, "user.changed", [(byte)_random.Next(256)]);
                break;
            case 9:
                RemoveAttributes(directory, name);
                break;
            case 10:
                Remove(directory, name, status);
                directory.MakeSymlink($"/{_random.Next()}", name);
                break;
            case 11:
                Remove(directory, name, status);
                if (status.Kind == FileKind.Directory)
                {
                    WriteNew(directory, name, 50);
                }
                else
                {
                    directory.MakeDirectory(name, 0x1ED);
                }

                break;
            case 12:
                // What tools do that want to hide a change from the time.
                Rewrite(directory, name, status);
                directory.SetTimes(name, status.Accessed, status.Modified);
                break;
            default:
                Rewrite(directory, name, status);
                break;
        }
    }

    private string NewName() => $"new{_counter++}";

    private (string Folder, string Name, FileStatus Status) Pick()
    {
        var names = new List<(string, string, FileStatus)>();
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            using var directory = DirectoryDescriptor.Open(folder);
            foreach (var name in directory.Enumerate().Select(e => e.Name).Order(StringComparer.Ordinal))
            {
                var status = directory.Stat(name);
                names.Add((folder, name, status));
                if (status.Kind == FileKind.Directory)
                {
                    folders.Push($"{folder}/{name}");
                }
            }
        }

        if (names.Count == 0)
        {
            using var empty = DirectoryDescriptor.Open(root);
            WriteNew(empty, NewName(), 10);
            return Pick();
        }

        // Large files are few, and what happens to them is most of what there is to test.
        var large = names.Where(n => n.Item3.Kind == FileKind.Regular && n.Item3.Size > 1_000_000).ToList();
        return large.Count > 0 && _random.Next(3) == 0 ? large[_random.Next(large.Count)] : names[_random.Next(names.Count)];
    }

    private static void Remove(DirectoryDescriptor directory, string name, in FileStatus status)
    {
        if (status.Kind == FileKind.Directory)
        {
            directory.RemoveTree(name);
        }
        else
        {
            directory.Unlink(name);
        }
    }

    private void MoveToFolder(DirectoryDescriptor directory, string name, in FileStatus status)
    {
        if (status.Kind == FileKind.Directory)
        {
            TryRename(directory, name, directory, NewName());
            return;
        }

        var (folder, inside, at) = Pick();
        using var to = DirectoryDescriptor.Open(at.Kind == FileKind.Directory ? $"{folder}/{inside}" : folder);
        TryRename(directory, name, to, NewName());
    }

    private void RenameOver(DirectoryDescriptor directory, string name, in FileStatus status)
    {
        var (folder, other, at) = Pick();
        if (status.Kind != FileKind.Directory && at.Kind != FileKind.Directory)
        {
            using var to = DirectoryDescriptor.Open(folder);
            TryRename(directory, name, to, other);
        }
    }

    private static void TryRename(DirectoryDescriptor from, string name, DirectoryDescriptor to, string newName)
    {
        try
        {
            from.Rename(name, to, newName);
        }
        catch (LinuxException e) when (e.Errno == Errno.EXDEV)
        {
            // A directory of an image, which programs copy then.
        }
    }

    private static void RemoveAttributes(DirectoryDescriptor directory, string name)
    {
        foreach (var attribute in directory.ListExtendedAttributes(name)
            .Where(a => !a.StartsWith("trusted.overlay.", StringComparison.Ordinal)))
        {
            directory.RemoveExtendedAttribute(name, attribute);
        }
    }

    private void WriteNew(DirectoryDescriptor directory, string name, int length)
    {
        using var file = directory.OpenFile(name, OpenMode.CreateNew);
        file.WriteAt(Content(length), 0);
    }

    private void Rewrite(DirectoryDescriptor directory, string name, in FileStatus status)
    {
        if (status.Kind != FileKind.Regular)
        {
            return;
        }

        using var file = directory.OpenFile(name, OpenMode.Write);
        var at = _random.NextInt64(status.Size + 1);
        switch (_random.Next(6))
        {
            case 0:
                SparseFile.SetLength(file, at);
                break;
            case 1:
                SparseFile.SetLength(file, status.Size + _random.Next(3_000_000));
                break;
            case 2 when status.Size > 0:
                SparseFile.PunchHole(file, at & -4096, 4096L * _random.Next(1, 200));
                break;
            case 3:
                file.WriteAt(new byte[_random.Next(1, 100_000)], at);
                break;
            default:
                file.WriteAt(Content(_random.Next(1, 100_000)), at);
                break;
        }
    }

    private byte[] Content(int length)
    {
        var content = new byte[length];
        _random.NextBytes(content);
        return content;
    }
}
