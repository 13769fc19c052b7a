namespace Gantry.Linux;

/// <summary>Which distribution this is: os-release(5).</summary>
public static class OsRelease
{
    private const string File = "/etc/os-release";

    /// <summary>Its id and version, e.g. <c>debian</c> and <c>12</c>; <c>unknown</c> where the host does not say.</summary>
    public static (string Name, string Version) Read()
    {
        var values = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File)
                .Select(line => line.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1].Trim('"', '\''))
            : [];
        return (values.GetValueOrDefault("ID", "unknown"), values.GetValueOrDefault("VERSION_ID", "unknown"));
    }
}
