using System.Collections.Immutable;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// The extended attributes that belong to a tree's content and travel with it: file capabilities, POSIX ACLs in the
/// kernel's binary form, <c>user.*</c> and <c>trusted.*</c>. The others are the host's own: labels (security.selinux),
/// integrity (security.ima), and what overlayfs notes on its layers (trusted.overlay.*), which would change the
/// meaning of a layer if an archive could set it.
/// </summary>
internal static class CarriedAttributes
{
    internal const string AccessAcl = "system.posix_acl_access";
    internal const string DefaultAcl = "system.posix_acl_default";

    internal static bool Includes(string attribute) =>
        attribute is "security.capability" or AccessAcl or DefaultAcl
        || attribute.StartsWith("user.", StringComparison.Ordinal)
        || (attribute.StartsWith("trusted.", StringComparison.Ordinal)
            && !attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal));

    /// <summary>The attributes of <paramref name="name"/> that are carried; "." is the directory itself.</summary>
    internal static IReadOnlyDictionary<string, byte[]> Read(DirectoryDescriptor directory, string name)
    {
        var names = directory.ListExtendedAttributes(name);
        if (names.Count == 0)
        {
            return ImmutableDictionary<string, byte[]>.Empty;
        }

        var attributes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var attribute in names.Where(Includes))
        {
            if (TryGet(directory, name, attribute) is { } value)
            {
                attributes.Add(attribute, value);
            }
        }

        return attributes;
    }

    /// <summary>The value of an attribute; null without one.</summary>
    internal static byte[]? TryGet(DirectoryDescriptor directory, string name, string attribute)
    {
        try
        {
            return directory.GetExtendedAttribute(name, attribute);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENODATA or Errno.EOPNOTSUPP)
        {
            return null;
        }
    }

    /// <summary>Removes an attribute; one that is not there is fine.</summary>
    internal static void Remove(DirectoryDescriptor directory, string name, string attribute)
    {
        try
        {
            directory.RemoveExtendedAttribute(name, attribute);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENODATA or Errno.EOPNOTSUPP)
        {
            // The state asked for.
        }
    }
}
