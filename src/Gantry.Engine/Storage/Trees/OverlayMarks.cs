using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>How overlayfs notes on a layer what it hides below (Linux, filesystems/overlayfs.rst).</summary>
internal static class OverlayMarks
{
    /// <summary>"y" on a directory: it hides the directories of that name in the layers below.</summary>
    internal const string Opaque = "trusted.overlay.opaque";

    /// <summary>On a directory that was renamed: where its lower part is.</summary>
    internal const string Redirect = "trusted.overlay.redirect";

    private const string Whiteout = "trusted.overlay.whiteout";
    private const string UserWhiteout = "user.overlay.whiteout";

    /// <summary>Whether it is a whiteout in its usual form, a character device 0/0.</summary>
    internal static bool IsWhiteout(in FileStatus status) =>
        status is { Kind: FileKind.CharDevice, RdevMajor: 0, RdevMinor: 0 };

    /// <summary>Whether a name is a whiteout of either form; the second is an empty file with an attribute.</summary>
    internal static bool IsWhiteout(DirectoryDescriptor directory, string name, in FileStatus status) =>
        IsWhiteout(status)
        || (status is { Kind: FileKind.Regular, Size: 0 }
            && directory.ListExtendedAttributes(name).Any(a => a is Whiteout or UserWhiteout));

    /// <summary>Whether a directory hides those below; "." is the open directory itself.</summary>
    internal static bool IsOpaque(DirectoryDescriptor directory, string name) =>
        CarriedAttributes.TryGet(directory, name, Opaque) is [(byte)'y'];

    internal static void MakeOpaque(DirectoryDescriptor directory, string name) =>
        directory.SetExtendedAttribute(name, Opaque, "y"u8);
}
