using System.Text.Json;
using Gantry.Engine.Model;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds and reads the seccomp profile of a container.</summary>
internal static class SeccompProfileFile
{
    private const string Unconfined = "unconfined";

    // The administrator's own goes before the distribution's (containers.conf(5)).
    private static readonly string[] s_defaultPaths =
    [
        "/etc/containers/seccomp.json", "/usr/share/containers/seccomp.json",
    ];

    /// <summary>The profile for containers that name none. Null: none is installed.</summary>
    public static string? FindDefault() => s_defaultPaths.FirstOrDefault(File.Exists);

    /// <summary>The profile to apply. Null: none, since it was declined or the container is privileged.</summary>
    /// <param name="path">What the person said; null for nothing.</param>
    /// <param name="privileged">The container is privileged, so that only a profile of the person's own counts.</param>
    /// <param name="defaultPath">The profile when the person said nothing. Null: none is installed.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: not a profile. <see cref="ErrorCode.NotFound"/>: no such file.
    /// <see cref="ErrorCode.Incompatible"/>: no default profile is installed.
    /// </exception>
    public static JsonElement? Read(string? path, bool privileged, string? defaultPath)
    {
        if (path == Unconfined || (privileged && (path is null || s_defaultPaths.Contains(path))))
        {
            return null;
        }

        return ReadFile(path ?? defaultPath ?? throw new GantryException(
            ErrorCode.Incompatible,
            $"Cannot confine the container's system calls: {s_defaultPaths[^1]} does not exist. Install the package "
            + "\"golang-github-containers-common\" (eng/setup.sh does), or pass --security-opt seccomp=unconfined."));
    }

    private static JsonElement ReadFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GantryException(
                ErrorCode.NotFound, $"opening seccomp profile failed: open {path}: no such file or directory", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GantryException(ErrorCode.Invalid, $"loading seccomp profile ({path}) failed: {e.Message}", e);
        }
    }
}
