using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Trees;

/// <summary>A checked name of a tar entry. Both parts are empty for the target directory itself.</summary>
/// <param name="Parent">Path of its directory relative to the target; empty for the target.</param>
/// <param name="Name">The last component.</param>
internal readonly record struct EntryPath(string Parent, string Name)
{
    internal bool IsRoot => Name.Length == 0;

    internal string Full => TreePath.Join(Parent, Name);

    /// <summary>Checks a name or hard-link target as the tar has it.</summary>
    /// <exception cref="GantryException">Invalid: it is absolute where that is not allowed, or holds "..".</exception>
    internal static EntryPath Parse(string name, ExtractionTarget target)
    {
        // Image layers made by other tools have absolute names; Docker and Podman strip the slash.
        if (name.StartsWith('/') && target != ExtractionTarget.Layer)
        {
            throw Refused(name, "its name is absolute");
        }

        var path = TreePath.Normalize(name) ?? throw Refused(name, "its name leads out with \"..\"");
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw Refused(name, "its name holds a NUL");
        }

        if (path.Length == 0)
        {
            return new EntryPath("", "");
        }

        var (parent, last) = TreePath.Split(path);
        return new EntryPath(parent, last);
    }

    /// <summary>The exception for an entry that is not extracted.</summary>
    internal static GantryException Refused(string name, string reason, Exception? inner = null)
    {
        var shown = name.Length <= 300 ? name : name[..300] + "…";
        return new GantryException(
            ErrorCode.Invalid, $"The tar is refused at its entry '{shown}': {reason}.", inner);
    }
}
