using Gantry.Engine.Model;

namespace Gantry.Engine.Tools;

/// <summary>
/// Finds external programs by absolute path: <c>GANTRY_NAME</c> in the environment, then the private prefix, then
/// fixed system folders. Never the working directory, PATH or anything inside a container's tree.
/// </summary>
internal sealed class ToolLocator(Func<string, string?> readEnvironment, IReadOnlyList<string> directories)
{
    /// <summary>Where <c>eng/setup.sh</c> puts a CRIU that fits the kernel.</summary>
    public const string PrivateDirectory = "/usr/local/lib/gantry/bin";

    private static readonly string[] s_directories =
    [
        PrivateDirectory, "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
        "/usr/lib/podman", "/usr/libexec/podman", "/usr/libexec/gantry",
    ];

    /// <summary>The locator of a real installation.</summary>
    public static ToolLocator Default { get; } = new(Environment.GetEnvironmentVariable, s_directories);

    /// <summary>The absolute path of <paramref name="name"/>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>: it is not installed.</exception>
    public string Find(string name) =>
        TryFind(name)
        ?? throw new GantryException(
            ErrorCode.Incompatible,
            $"\"{name}\" was not found in {string.Join(", ", directories)}; run eng/setup.sh to install it, "
            + $"or set {VariableOf(name)} to its absolute path.");

    /// <summary>The absolute path of <paramref name="name"/>; null when it is not installed.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Incompatible"/>: the environment names a file that is not there or not absolute.
    /// </exception>
    public string? TryFind(string name)
    {
        if (readEnvironment(VariableOf(name)) is { Length: > 0 } chosen)
        {
            return IsProgram(chosen)
                ? chosen
                : throw new GantryException(
                    ErrorCode.Incompatible,
                    $"{VariableOf(name)} is \"{chosen}\", which is not the absolute path of an executable file.");
        }

        return directories.Select(directory => Path.Join(directory, name)).FirstOrDefault(IsProgram);
    }

    /// <summary>Whether <paramref name="path"/> is the absolute path of an executable file.</summary>
    public static bool IsProgram(string path) =>
        Path.IsPathRooted(path)
        && File.Exists(path)
        && (new FileInfo(path).UnixFileMode
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static string VariableOf(string name) => "GANTRY_" + name.ToUpperInvariant().Replace('-', '_');
}
