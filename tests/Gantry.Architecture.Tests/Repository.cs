using Gantry.Linux;

namespace Gantry.Architecture.Tests;

/// <summary>The working tree these tests were built from.</summary>
internal static class Repository
{
    private static readonly string s_root = FindRoot(AppContext.BaseDirectory);

    private static readonly Lazy<Task<IReadOnlyList<SourceFile>>> s_files = new(ReadFilesAsync);

    /// <summary>
    /// Every text file that git tracks, and those it would take in: a violation shows before it is committed. Images and
    /// archives are left out.
    /// </summary>
    public static Task<IReadOnlyList<SourceFile>> FilesAsync() => s_files.Value;

    /// <summary>The C# files among them below a folder.</summary>
    public static async Task<IReadOnlyList<SourceFile>> CodeBelowAsync(string folder) =>
        [.. (await FilesAsync()).Where(file => file.IsCode && file.Path.StartsWith(folder + "/", StringComparison.Ordinal))];

    // Not the compiler's path of this file: a deterministic build does not tell where it was built.
    private static string FindRoot(string folder) =>
        File.Exists(Path.Join(folder, "Gantry.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder.TrimEnd('/'))!);

    private static async Task<IReadOnlyList<SourceFile>> ReadFilesAsync()
    {
        // safe.directory: the tree may belong to another user than root, who runs the tests.
        var listed = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/bin/git",
                Arguments =
                    ["-c", $"safe.directory={s_root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                WorkingDirectory = s_root,
            },
            CancellationToken.None);
        Assert.True(listed.ExitCode == 0, $"git ls-files failed: {listed.StandardError}");
        return
        [
            .. listed.StandardOutput
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .Where(path => File.Exists(Path.Join(s_root, path)))
                .Select(path => new SourceFile(path, File.ReadAllText(Path.Join(s_root, path))))
                .Where(file => !file.Text.Contains('\0', StringComparison.Ordinal)),
        ];
    }
}
