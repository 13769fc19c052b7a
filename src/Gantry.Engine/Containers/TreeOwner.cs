using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Gives a tree to a user (mount option <c>U</c>).</summary>
internal static class TreeOwner
{
    /// <summary>
    /// Changes owner and group of a folder and all beneath it; links themselves, never what they point to. Nothing is
    /// written where the owner is right already.
    /// </summary>
    public static void Change(string path, VolumeOwner owner)
    {
        using var root = DirectoryDescriptor.Open(path);
        Change(root, ".", root.Status(), owner);
        ChangeBeneath(root, owner);
    }

    private static void ChangeBeneath(DirectoryDescriptor folder, VolumeOwner owner)
    {
        foreach (var entry in folder.Enumerate())
        {
            if (folder.TryStat(entry.Name) is not { } status)
            {
                continue;
            }

            Change(folder, entry.Name, status, owner);
            if (status.Kind == FileKind.Directory && folder.TryOpenDirectory(entry.Name) is { } child)
            {
                using (child)
                {
                    ChangeBeneath(child, owner);
                }
            }
        }
    }

    private static void Change(DirectoryDescriptor folder, string name, FileStatus status, VolumeOwner owner)
    {
        if (status.Uid == owner.Uid && status.Gid == owner.Gid)
        {
            return;
        }

        folder.SetOwner(name, owner.Uid, owner.Gid);
        if (status.Kind != FileKind.Symlink)
        {
            // chown(2) clears the set-user-id and set-group-id bits.
            folder.SetMode(name, status.Mode);
        }
    }
}
