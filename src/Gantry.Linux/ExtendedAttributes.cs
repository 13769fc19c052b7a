namespace Gantry.Linux;

/// <summary>Extended attributes of a path's last component itself, links included (xattr(7)).</summary>
internal static unsafe class ExtendedAttributes
{
    // XATTR_SIZE_MAX and XATTR_LIST_MAX of linux/limits.h are both 64 KiB.
    private const int MaxSize = 65536;

    internal static IReadOnlyList<string> List(string path, string subject)
    {
        var length = LibC.LListXAttr(path, null, 0);
        if (length == 0 || (length < 0 && LinuxException.LastError == Errno.EOPNOTSUPP))
        {
            return [];
        }

        var buffer = new byte[MaxSize];
        fixed (byte* pointer = buffer)
        {
            length = LibC.LListXAttr(path, pointer, MaxSize);
        }

        Check(length, "llistxattr", subject);
        return Split(buffer.AsSpan(0, (int)length));
    }

    internal static byte[] Get(string path, string subject, string attribute)
    {
        // Most values are small (capabilities: 20 bytes); a large one costs a second call.
        var value = TryGet(path, attribute, 1024) ?? TryGet(path, attribute, MaxSize);
        return value ?? throw LinuxException.FromLastError("lgetxattr", Name(subject, attribute));
    }

    internal static void Set(string path, string subject, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* pointer = value)
        {
            var result = LibC.LSetXAttr(path, attribute, pointer, (nuint)value.Length, 0);
            Check(result, "lsetxattr", Name(subject, attribute));
        }
    }

    internal static void Remove(string path, string subject, string attribute) =>
        Check(LibC.LRemoveXAttr(path, attribute), "lremovexattr", Name(subject, attribute));

    private static byte[]? TryGet(string path, string attribute, int size)
    {
        var buffer = new byte[size];
        fixed (byte* pointer = buffer)
        {
            var length = LibC.LGetXAttr(path, attribute, pointer, (nuint)size);
            return length < 0 ? null : buffer[..(int)length];
        }
    }

    private static List<string> Split(ReadOnlySpan<byte> names)
    {
        var list = new List<string>();
        while (!names.IsEmpty)
        {
            var end = names.IndexOf((byte)0);
            list.Add(LinuxPath.FromBytes(names[..end]));
            names = names[(end + 1)..];
        }

        return list;
    }

    private static string Name(string subject, string attribute) => $"{subject} ({attribute})";

    private static void Check(nint result, string call, string subject)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(call, subject);
        }
    }
}
