using System.Security.Cryptography;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>Everything a tree is, as lines of text that two trees can be compared by.</summary>
internal static class TreeSnapshot
{
    public static List<string> Of(string root, bool withHoles = true, Func<FileKind, bool>? leaveOut = null)
    {
        using var directory = DirectoryDescriptor.Open(root);
        var lines = new List<string>();
        var files = new Dictionary<ulong, string>();
        Describe(directory, ".", "", directory.Status());
        Walk(directory, "");
        return lines;

        void Walk(DirectoryDescriptor current, string path)
        {
            foreach (var name in current.Enumerate().Select(e => e.Name).Order(StringComparer.Ordinal).ToList())
            {
                var status = current.Stat(name);
                if (leaveOut?.Invoke(status.Kind) == true)
                {
                    continue;
                }

                Describe(current, name, $"{path}/{name}", status);
                if (status.Kind == FileKind.Directory)
                {
                    using var child = current.OpenDirectory(name);
                    Walk(child, $"{path}/{name}");
                }
            }
        }

        void Describe(DirectoryDescriptor current, string name, string path, FileStatus s)
        {
            var isFirst = s.Kind == FileKind.Directory || files.TryAdd(s.Inode, path);
            var links = s.Kind == FileKind.Directory ? "" : $" links={s.LinkCount} same={files[s.Inode]}";
            var content = isFirst ? Content(current, name, s, withHoles) : "";
            var attributes = current.ListExtendedAttributes(name).Order(StringComparer.Ordinal)
                .Select(a => $" {a}={Convert.ToHexString(current.GetExtendedAttribute(name, a))}");
            lines.Add(
                $"{path} {s.Kind} {Convert.ToString(s.Mode, 8)} {s.Uid}:{s.Gid} {s.RdevMajor},{s.RdevMinor} "
                + $"{s.Modified.Seconds}.{s.Modified.Nanoseconds:D9}{links}{content}{string.Concat(attributes)}");
        }
    }

    private static string Content(DirectoryDescriptor directory, string name, FileStatus status, bool withHoles)
    {
        if (status.Kind == FileKind.Symlink)
        {
            return $" -> {directory.ReadLink(name)}";
        }

        if (status.Kind != FileKind.Regular)
        {
            return "";
        }

        using var file = directory.OpenFile(name, OpenMode.Read);
        var extents = withHoles ? string.Join(",", SparseFile.DataExtents(file, status.Size)) : "";
        using var stream = file.AsStream(FileAccess.Read);
        stream.Position = 0;
        return $" size={status.Size} {extents} {Convert.ToHexString(SHA256.HashData(stream))}";
    }
}
