using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Turns the whiteouts of an image layer (OCI image specification, layer.md, "Whiteouts") into overlayfs' own. A
/// whiteout hides what the layers below have, never what its own layer has, in whichever order they come: a directory
/// of the same layer becomes opaque instead.
/// </summary>
internal sealed class LayerWhiteouts(ExtractionFolders folders)
{
    private const string Prefix = ".wh.";
    private const string OpaqueMarker = ".wh..wh..opq";
    private const string MetadataPrefix = ".wh..wh.";

    /// <summary>Applies an entry that is a whiteout; false for any other.</summary>
    internal bool TryApply(EntryPath path, TarEntry entry)
    {
        if (!path.Name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        if (path.Name == OpaqueMarker)
        {
            OverlayMarks.MakeOpaque(folders.Open(path.Parent), ".");
        }
        else if (!path.Name.StartsWith(MetadataPrefix, StringComparison.Ordinal))
        {
            Hide(path.Parent, NameIn(path, entry));
        }

        // What is left are aufs' own files, which mean nothing to overlayfs.
        return true;
    }

    private void Hide(string parent, string name)
    {
        // Some builders write ".wh.a" and "a/.wh.b": the first one has done it all.
        if (folders.HasWhiteoutOnTheWay(parent))
        {
            return;
        }

        var directory = folders.Open(parent);
        switch (directory.TryStat(name))
        {
            case null:
                directory.MakeNode(name, FileKind.CharDevice, 0, 0);
                break;
            case { Kind: FileKind.Directory }:
                OverlayMarks.MakeOpaque(directory, name);
                break;
            default:
                break;
        }
    }

    private static string NameIn(EntryPath path, TarEntry entry)
    {
        var name = path.Name[Prefix.Length..];
        return name is not ("" or "." or "..")
            ? name
            : throw EntryPath.Refused(entry.Name, "it is a whiteout of no name");
    }
}
