using System.Buffers;
using System.Collections.Immutable;
using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// The entries of a plan in a few dozen bytes each, so that a tree of a million files takes tens of megabytes. Names
/// are stored once per component: an entry belongs to the directory named last. Numbers are little-endian base 128.
/// </summary>
internal sealed class PlanRecords(TreeNaming naming)
{
    private const int DirectoryTag = 0x7F;

    private readonly ArrayBufferWriter<byte> _records = new();
    private string? _directory;

    /// <summary>The name in the tar of a path relative to the root.</summary>
    internal string NameOf(string path) => naming switch
    {
        TreeNaming.DotSlash => path.Length == 0 ? "." : "./" + path,
        TreeNaming.Bare => path,
        _ => throw new InvalidOperationException($"There is no naming {naming}."),
    };

    internal void Append(in PlannedEntry planned)
    {
        if (planned.Directory != _directory)
        {
            _directory = planned.Directory;
            Write(DirectoryTag);
            Write(_directory);
        }

        var entry = planned.Entry;
        Write((long)entry.Type);
        Write(planned.Name);
        Write(entry.Mode);
        Write(entry.Uid);
        Write(entry.Gid);
        Write(entry.Modified);
        Write(entry.Accessed.GetValueOrDefault());
        Write(entry.LinkName);
        Write(entry.DeviceMajor);
        Write(entry.DeviceMinor);
        Write(entry.Pax);
        Write(entry.Size);
        Write(entry.Sparse);
        Write(entry.ExtendedAttributes);
    }

    internal IEnumerable<PlannedEntry> Read()
    {
        var cursor = new PlanCursor(_records.WrittenMemory);
        var directory = "";
        while (!cursor.IsAtEnd)
        {
            var tag = (int)cursor.ReadNumber();
            if (tag == DirectoryTag)
            {
                directory = ReadName(cursor);
                continue;
            }

            yield return ReadEntry(cursor, (TarEntryType)tag, directory);
        }
    }

    private PlannedEntry ReadEntry(PlanCursor cursor, TarEntryType type, string directory)
    {
        var name = ReadName(cursor);
        var path = name == "." ? directory : TreePath.Join(directory, name);
        // Initializers run in the order they are written, which is that of Append.
        var entry = new TarEntry
        {
            Name = NameOf(path),
            Type = type,
            Mode = (int)cursor.ReadNumber(),
            Uid = (uint)cursor.ReadNumber(),
            Gid = (uint)cursor.ReadNumber(),
            Modified = ReadTime(cursor),
            Accessed = ReadTime(cursor),
            LinkName = ReadName(cursor),
            DeviceMajor = (uint)cursor.ReadNumber(),
            DeviceMinor = (uint)cursor.ReadNumber(),
            Pax = ReadPax(cursor),
            Size = cursor.ReadNumber(),
            Sparse = ReadSparse(cursor),
            ExtendedAttributes = ReadAttributes(cursor),
        };
        return new PlannedEntry(directory, name, entry);
    }

    private void Write(IReadOnlyDictionary<string, string> pax)
    {
        Write(pax.Count);
        foreach (var (key, value) in pax)
        {
            Write(key);
            Write(value);
        }
    }

    private static IReadOnlyDictionary<string, string> ReadPax(PlanCursor cursor)
    {
        var count = cursor.ReadNumber();
        if (count == 0)
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        var pax = new Dictionary<string, string>(StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            var key = ReadName(cursor);
            pax.Add(key, ReadName(cursor));
        }

        return pax;
    }

    private void Write(SparseMap? sparse)
    {
        Write(sparse is null ? 0 : 1);
        if (sparse is null)
        {
            return;
        }

        Write(sparse.RealSize);
        Write(sparse.Extents.Count);
        foreach (var extent in sparse.Extents)
        {
            Write(extent.Offset);
            Write(extent.Length);
        }
    }

    private static SparseMap? ReadSparse(PlanCursor cursor)
    {
        if (cursor.ReadNumber() == 0)
        {
            return null;
        }

        var realSize = cursor.ReadNumber();
        var extents = new SparseExtent[cursor.ReadNumber()];
        for (var i = 0; i < extents.Length; i++)
        {
            extents[i] = new SparseExtent(cursor.ReadNumber(), cursor.ReadNumber());
        }

        return SparseMap.Create(realSize, extents);
    }

    private void Write(IReadOnlyDictionary<string, byte[]> attributes)
    {
        Write(attributes.Count);
        foreach (var (name, value) in attributes)
        {
            Write(name);
            Write(value.AsSpan());
        }
    }

    private static IReadOnlyDictionary<string, byte[]> ReadAttributes(PlanCursor cursor)
    {
        var count = cursor.ReadNumber();
        if (count == 0)
        {
            return ImmutableDictionary<string, byte[]>.Empty;
        }

        var attributes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            var name = ReadName(cursor);
            attributes.Add(name, cursor.ReadBytes().ToArray());
        }

        return attributes;
    }

    private void Write(UnixTime time)
    {
        Write(time.Seconds);
        Write(time.Nanoseconds);
    }

    private static UnixTime ReadTime(PlanCursor cursor) => new(cursor.ReadNumber(), (int)cursor.ReadNumber());

    private void Write(string name)
    {
        if (name.Length == 0)
        {
            Write(0);
            return;
        }

        Write(LinuxPath.ToBytes(name).AsSpan());
    }

    private static string ReadName(PlanCursor cursor) => LinuxPath.FromBytes(cursor.ReadBytes());

    private void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        _records.Write(bytes);
    }

    private void Write(long number)
    {
        var buffer = _records.GetSpan(10);
        var count = 0;
        var rest = (ulong)number;
        for (; rest >= 0x80; rest >>= 7)
        {
            buffer[count++] = (byte)(rest | 0x80);
        }

        buffer[count++] = (byte)rest;
        _records.Advance(count);
    }
}
