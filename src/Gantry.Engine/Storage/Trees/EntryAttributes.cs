using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Gives what was extracted its owner, mode, attributes and times, in that order: chown(2) clears set-user-id and file
/// capabilities, an ACL sets the group bits of the mode, and times come last. Directories get their times when all is
/// extracted, since each name made in one changes them.
/// </summary>
/// <param name="isExact">What exists loses the attributes that its entry does not have.</param>
internal sealed class EntryAttributes(bool isExact)
{
    private const int MaxNoted = 100;

    private readonly List<string> _leftOut = [];
    private readonly List<(EntryPath Path, UnixTime Accessed, UnixTime Modified)> _directoryTimes = [];

    /// <summary>Attributes that the file system does not take.</summary>
    internal IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Takes away an ACL that a new name got from its directory; the tar says which it has.</summary>
    internal static void DropInheritedAcl(DirectoryDescriptor folder, string name, FileKind kind)
    {
        CarriedAttributes.Remove(folder, name, CarriedAttributes.AccessAcl);
        if (kind == FileKind.Directory)
        {
            CarriedAttributes.Remove(folder, name, CarriedAttributes.DefaultAcl);
        }
    }

    /// <summary>For a file whose content is complete.</summary>
    internal void ApplyToFile(Descriptor file, DirectoryDescriptor folder, string name, TarEntry entry)
    {
        file.SetOwner(entry.Uid, entry.Gid);
        if (isExact)
        {
            RemoveOthers(folder, name, entry);
        }

        file.SetMode(entry.Mode);
        SetExtended(folder, name, entry);
        file.SetTimes(entry.Accessed ?? entry.Modified, entry.Modified);
    }

    /// <summary>For a link, device, FIFO or socket.</summary>
    internal void ApplyToNode(DirectoryDescriptor folder, string name, TarEntry entry)
    {
        folder.SetOwner(name, entry.Uid, entry.Gid);
        if (entry.Type != TarEntryType.Symlink)
        {
            folder.SetMode(name, entry.Mode);
        }

        SetExtended(folder, name, entry);
        folder.SetTimes(name, entry.Accessed ?? entry.Modified, entry.Modified);
    }

    /// <summary>For a directory, new or merged into; <paramref name="name"/> is "." for the target itself.</summary>
    internal void ApplyToDirectory(DirectoryDescriptor folder, string name, EntryPath path, TarEntry entry)
    {
        folder.SetOwner(name, entry.Uid, entry.Gid);
        if (isExact)
        {
            RemoveOthers(folder, name, entry);
        }

        folder.SetMode(name, entry.Mode);
        SetExtended(folder, name, entry);
        _directoryTimes.Add((path, entry.Accessed ?? entry.Modified, entry.Modified));
    }

    /// <summary>Sets the times of all directories; one that was replaced since is left alone.</summary>
    internal void ApplyDirectoryTimes(ExtractionFolders folders)
    {
        foreach (var (path, accessed, modified) in _directoryTimes)
        {
            var name = path.IsRoot ? "." : path.Name;
            if (TryOpen(folders, path.Parent) is { } folder && folder.TryStat(name)?.Kind == FileKind.Directory)
            {
                folder.SetTimes(name, accessed, modified);
            }
        }
    }

    private static DirectoryDescriptor? TryOpen(ExtractionFolders folders, string path)
    {
        try
        {
            return folders.TryOpen(path);
        }
        catch (LinuxException e) when (TreeArchiver.IsGone(e.Errno))
        {
            return null;
        }
    }

    // A container may have taken attributes off a directory of its image; the diff says what it has now.
    private static void RemoveOthers(DirectoryDescriptor folder, string name, TarEntry entry)
    {
        foreach (var attribute in folder.ListExtendedAttributes(name).Where(CarriedAttributes.Includes))
        {
            if (!entry.ExtendedAttributes.ContainsKey(attribute))
            {
                CarriedAttributes.Remove(folder, name, attribute);
            }
        }
    }

    private void SetExtended(DirectoryDescriptor folder, string name, TarEntry entry)
    {
        if (entry.ExtendedAttributes.Count == 0)
        {
            return;
        }

        foreach (var (attribute, value) in entry.ExtendedAttributes.Where(a => CarriedAttributes.Includes(a.Key)))
        {
            try
            {
                folder.SetExtendedAttribute(name, attribute, value);
            }
            catch (LinuxException e) when (IsNotTaken(attribute, e.Errno))
            {
                if (_leftOut.Count < MaxNoted)
                {
                    _leftOut.Add($"{entry.Name}: {attribute}");
                }
            }
        }
    }

    // ENOSPC: ext4 keeps attributes in one block; a full disk shows at the next write. EPERM: "user." on links, nodes.
    private static bool IsNotTaken(string attribute, Errno errno) => errno switch
    {
        Errno.EOPNOTSUPP or Errno.ENOSPC or Errno.E2BIG or Errno.ERANGE => true,
        Errno.EPERM => attribute.StartsWith("user.", StringComparison.Ordinal),
        _ => false,
    };
}
