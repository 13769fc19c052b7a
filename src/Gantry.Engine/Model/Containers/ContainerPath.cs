namespace Gantry.Engine.Model.Containers;

/// <summary>Paths inside a container, handled as text: nothing here touches a file.</summary>
internal static class ContainerPath
{
    /// <summary>The shortest path equal to <paramref name="path"/>: no doubled '/', no ".", ".." resolved (Go's path.Clean).</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: empty or not absolute.</exception>
    public static string RequireAbsolute(string path)
    {
        if (path.Length == 0)
        {
            throw new GantryException(ErrorCode.Invalid, "container directory cannot be empty");
        }

        return path[0] == '/'
            ? Clean(path)
            : throw new GantryException(
                ErrorCode.Invalid, $"invalid container path \"{path}\", must be an absolute path");
    }

    /// <summary>Cleans an absolute path.</summary>
    public static string Clean(string path)
    {
        var components = new List<string>();
        foreach (var component in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (component == ".." && components.Count > 0)
            {
                components.RemoveAt(components.Count - 1);
            }
            else if (component is not ("." or ".."))
            {
                components.Add(component);
            }
        }

        return "/" + string.Join('/', components);
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="directory"/> or lies below it; both cleaned.</summary>
    public static bool IsAtOrBelow(string path, string directory) =>
        directory == "/"
        || path == directory
        || (path.StartsWith(directory, StringComparison.Ordinal) && path[directory.Length] == '/');
}
