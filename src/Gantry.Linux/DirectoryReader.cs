using System.Buffers.Binary;

namespace Gantry.Linux;

/// <summary>getdents64(2) as a sequence.</summary>
internal static class DirectoryReader
{
    private const int BufferSize = 32 * 1024;

    // struct linux_dirent64: u64 inode, s64 offset, u16 record length, u8 type, name with NUL.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    internal static IEnumerable<DirectoryEntry> Read(Func<Descriptor> open, string path)
    {
        using var directory = open();
        var buffer = new byte[BufferSize];
        while (true)
        {
            var length = Fill(directory, buffer, path);
            if (length == 0)
            {
                yield break;
            }

            for (var position = 0; position < length; position += RecordLength(buffer, position))
            {
                var entry = Parse(buffer.AsSpan(position, RecordLength(buffer, position)));
                if (entry.Name is not ("." or ".."))
                {
                    yield return entry;
                }
            }
        }
    }

    private static unsafe int Fill(Descriptor directory, byte[] buffer, string path)
    {
        fixed (byte* pointer = buffer)
        {
            var length = (int)LibC.GetDents64(directory, pointer, BufferSize);
            if (length >= 0)
            {
                return length;
            }

            // ENOENT: the directory was removed while open; it is empty.
            var errno = LinuxException.LastError;
            return errno == Errno.ENOENT ? 0 : throw new LinuxException("getdents64", path, errno);
        }
    }

    private static int RecordLength(byte[] buffer, int position) =>
        BitConverter.ToUInt16(buffer, position + LengthOffset);

    private static DirectoryEntry Parse(ReadOnlySpan<byte> record)
    {
        var name = record[NameOffset..];
        name = name[..name.IndexOf((byte)0)];
        var inode = BinaryPrimitives.ReadUInt64LittleEndian(record);
        return new DirectoryEntry(LinuxPath.FromBytes(name), KindOf(record[TypeOffset]), inode);
    }

    private static FileKind? KindOf(byte type) => type switch
    {
        8 => FileKind.Regular,
        4 => FileKind.Directory,
        10 => FileKind.Symlink,
        2 => FileKind.CharDevice,
        6 => FileKind.BlockDevice,
        1 => FileKind.Fifo,
        12 => FileKind.Socket,
        _ => null,
    };
}
