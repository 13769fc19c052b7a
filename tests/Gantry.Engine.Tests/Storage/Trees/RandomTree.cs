using System.Buffers.Binary;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>Fills a folder with files of every kind and every attribute, the same for the same seed.</summary>
internal sealed class RandomTree(int seed)
{
    private static readonly string[] s_stems =
        ["a", "file", "name with blank", "new\nline", "-dash", ".wh.plain", ".hidden", "ümlaut", "\udcff\udc80raw",
        new string('n', 200)];

    private const uint NoId = uint.MaxValue;

    private readonly Random _random = new(seed);
    private readonly List<(string Folder, string Name)> _files = [];
    private int _counter;

    public static void Fill(string root, int seed, int entries = 120)
    {
        using var directory = DirectoryDescriptor.Open(root);
        var tree = new RandomTree(seed);
        tree.Fill(directory, "", entries, 0);
        tree.Finish(directory, ".", FileKind.Directory);
    }

    private void Fill(DirectoryDescriptor directory, string path, int entries, int depth)
    {
        var left = entries;
        while (left > 0)
        {
            var name = $"{s_stems[_random.Next(s_stems.Length)]}{_counter++}";
            var inside = depth < 12 && _random.Next(4) == 0 ? _random.Next(left) : 0;
            left -= inside + 1;
            var kind = inside > 0 || _random.Next(8) == 0 ? FileKind.Directory : RandomKind();
            Make(directory, path, name, kind, inside, depth);
        }
    }

    private FileKind RandomKind() => _random.Next(10) switch
    {
        0 => FileKind.Symlink,
        1 => FileKind.Fifo,
        2 => FileKind.Socket,
        3 => FileKind.CharDevice,
        4 => FileKind.BlockDevice,
        _ => FileKind.Regular,
    };

    private void Make(DirectoryDescriptor directory, string path, string name, FileKind kind, int inside, int depth)
    {
        switch (kind)
        {
            case FileKind.Directory:
                directory.MakeDirectory(name, 0x1C0);
                using (var child = directory.OpenDirectory(name))
                {
                    Fill(child, path.Length == 0 ? name : $"{path}/{name}", inside, depth + 1);
                }

                break;
            case FileKind.Symlink:
                directory.MakeSymlink(_random.Next(2) == 0 ? "../\udcfesomewhere" : "/" + new string('t', 150), name);
                break;
            case FileKind.Regular when _files.Count > 0 && _random.Next(6) == 0:
                LinkSome(directory, name);
                return;
            case FileKind.Regular:
                WriteFile(directory, name);
                _files.Add((directory.Path, name));
                break;
            default:
                var device = kind is FileKind.Fifo or FileKind.Socket ? 0 : DeviceNumber.Make(200, 70000);
                directory.MakeNode(name, kind, 0x180, device);
                break;
        }

        Finish(directory, name, kind);
    }

    private void LinkSome(DirectoryDescriptor directory, string name)
    {
        var (folder, first) = _files[_random.Next(_files.Count)];
        using var from = DirectoryDescriptor.Open(folder);
        directory.Link(from, first, name);
    }

    private void WriteFile(DirectoryDescriptor directory, string name)
    {
        using var file = directory.OpenFile(name, OpenMode.CreateNew);
        var shape = _random.Next(6);
        if (shape < 4)
        {
            var content = new byte[shape == 0 ? 0 : _random.Next(1, 20_000)];
            _random.NextBytes(content);
            // Zeros that are data must stay data.
            content.AsSpan(content.Length / 3, content.Length / 3).Clear();
            file.WriteAt(content, 0);
            return;
        }

        for (var extents = _random.Next(0, 40); extents > 0; extents--)
        {
            file.WriteAt(new byte[_random.Next(1, 9000)], _random.Next(0, 1000) * 4096L);
        }

        SparseFile.SetLength(file, 5_000_000 + _random.Next(5_000_000));
    }

    private void Finish(DirectoryDescriptor directory, string name, FileKind kind)
    {
        directory.SetOwner(name, (uint)_random.Next(), (uint)_random.Next(5));
        if (kind != FileKind.Symlink)
        {
            directory.SetMode(name, _random.Next(0x1000));
        }

        if (_random.Next(3) == 0)
        {
            SetAttributes(directory, name, kind);
        }

        var seconds = _random.Next(20) == 0 ? -_random.Next(100_000_000) : _random.Next();
        directory.SetTimes(name, new UnixTime(seconds, 5), new UnixTime(seconds, _random.Next(1_000_000_000)));
    }

    private void SetAttributes(DirectoryDescriptor directory, string name, FileKind kind)
    {
        directory.SetExtendedAttribute(name, "trusted.gantry=odd\nname", [0, 1, 2, 255]);
        if (kind is FileKind.Regular or FileKind.Directory)
        {
            directory.SetExtendedAttribute(name, "user.text", TreeFolder.Bytes("line\nline = 3"));
            directory.SetExtendedAttribute(name, "user.empty", []);
            directory.SetExtendedAttribute(name, "system.posix_acl_access", Acl((uint)_random.Next(1, 70000)));
        }

        if (kind == FileKind.Directory)
        {
            directory.SetExtendedAttribute(name, "system.posix_acl_default", Acl(12));
        }

        if (kind == FileKind.Regular)
        {
            // struct vfs_ns_cap_data of linux/capability.h, revision 2: cap_net_raw, effective.
            byte[] capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            directory.SetExtendedAttribute(name, "security.capability", capability);
        }
    }

    // linux/posix_acl_xattr.h: version 2, then tag, permissions and id of each entry.
    private static byte[] Acl(uint user)
    {
        (ushort Tag, ushort Permissions, uint Id)[] entries =
            [(1, 7, NoId), (2, 5, user), (4, 4, NoId), (0x10, 5, NoId), (0x20, 0, NoId)];
        var bytes = new byte[4 + (entries.Length * 8)];
        bytes[0] = 2;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = bytes.AsSpan(4 + (i * 8));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], entries[i].Permissions);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[i].Id);
        }

        return bytes;
    }
}
