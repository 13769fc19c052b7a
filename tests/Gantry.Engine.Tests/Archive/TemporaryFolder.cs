using Gantry.Linux;

namespace Gantry.Engine.Tests.Archive;

/// <summary>A folder of one test's own, and the system's tar at work in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Root = Directory.CreateTempSubdirectory("gantry-tar-").FullName;
    }

    public string Root { get; }

    public string At(string relative) => Path.Combine(Root, relative);

    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ChildProcessStart { FileName = program, Arguments = arguments, WorkingDirectory = Root };
        var result = await ChildProcess.RunAsync(start, CancellationToken.None);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.StandardError}");
        Assert.Equal("", result.StandardError);
        return result.StandardOutput;
    }

    public Task<string> TarAsync(params string[] arguments) => RunAsync("/usr/bin/tar", arguments);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
