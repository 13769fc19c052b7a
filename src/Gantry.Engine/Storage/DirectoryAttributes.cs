using Gantry.Linux;

namespace Gantry.Engine.Storage;

/// <summary>Extended attributes of folders.</summary>
internal static class DirectoryAttributes
{
    // Documentation/filesystems/overlayfs.rst: a folder's place in one overlay, without meaning elsewhere.
    private const string OverlayPrefix = "trusted.overlay.";

    /// <summary>Copies a folder's extended attributes (ACLs too) to another, except overlayfs's own.</summary>
    public static void Copy(DirectoryDescriptor source, DirectoryDescriptor targetParent, string targetName)
    {
        foreach (var attribute in source.ListExtendedAttributes("."))
        {
            if (!attribute.StartsWith(OverlayPrefix, StringComparison.Ordinal))
            {
                targetParent.SetExtendedAttribute(
                    targetName, attribute, source.GetExtendedAttribute(".", attribute));
            }
        }
    }
}
