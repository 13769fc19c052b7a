using System.Text;
using Gantry.Engine.Storage.Trees;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Trees;

/// <summary>A folder in the temporary folder that goes when the test ends, with what is mounted in it.</summary>
internal sealed class TreeFolder : IDisposable
{
    private readonly List<string> _mounts = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("gantry-tree-").FullName;

    public void Dispose()
    {
        _mounts.Reverse();
        _mounts.ForEach(m => Mounts.Unmount(m, true));
        using var parent = DirectoryDescriptor.Open(System.IO.Path.GetDirectoryName(Path)!);
        parent.RemoveTree(System.IO.Path.GetFileName(Path));
    }

    /// <summary>Makes a folder in it and returns its path.</summary>
    public string Make(string name) => Directory.CreateDirectory(System.IO.Path.Join(Path, name)).FullName;

    /// <summary>Writes a file, with the folders it needs.</summary>
    public string Write(string name, string content)
    {
        var path = System.IO.Path.Join(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public string MountTmpfs(string name, long sizeBytes)
    {
        var target = Make(name);
        Mounts.Tmpfs(target, sizeBytes, 0x1ED);
        _mounts.Add(target);
        return target;
    }

    public string MountOverlay(IReadOnlyList<string> lowerDirs, string? extra = null)
    {
        var target = Make("merged");
        Mounts.Overlay(lowerDirs, Make("upper"), Make("work"), target, extra);
        _mounts.Add(target);
        return target;
    }

    /// <summary>Archives a folder into memory.</summary>
    public static async Task<MemoryStream> ArchiveAsync(string root, TreeArchiveOptions? options = null)
    {
        var plan = TreeArchiver.Plan(root, options ?? new TreeArchiveOptions(), CancellationToken.None);
        var tar = new MemoryStream();
        var result = await plan.WriteAsync(tar, null, CancellationToken.None);
        Assert.Equal(plan.TarLengthBytes, tar.Length);
        Assert.Empty(result.ChangedPaths);
        tar.Position = 0;
        return tar;
    }

    public static Task<ExtractionResult> ExtractAsync(
        Stream tar, string target, ExtractionTarget kind = ExtractionTarget.RootfsDiff) =>
        TreeExtractor.ExtractAsync(tar, target, new ExtractionOptions { Target = kind }, CancellationToken.None);

    /// <summary>Runs a program of /usr/bin or /bin and requires it to succeed; returns its standard output.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var path = File.Exists("/usr/bin/" + program) ? "/usr/bin/" + program : "/bin/" + program;
        var start = new ChildProcessStart { FileName = path, Arguments = arguments };
        var result = await ChildProcess.RunAsync(start, CancellationToken.None);
        Assert.True(result.ExitCode == 0, $"{program}: {result.StandardError}");
        return result.StandardOutput;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
