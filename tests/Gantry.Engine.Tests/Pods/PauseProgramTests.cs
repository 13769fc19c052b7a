using Gantry.Engine.Pods;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Pods;

public sealed class PauseProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_program_is_what_its_source_assembles_to()
    {
        var (compiled, program) = (Path.Join(_folder, "pause.o"), Path.Join(_folder, "pause"));
        var source = Path.Join(FindRoot(AppContext.BaseDirectory), "src", "Gantry.Engine", "Pods", "pause.S");

        await RunAsync("/usr/bin/gcc", "-c", source, "-o", compiled);
        await RunAsync("/usr/bin/objcopy", "-O", "binary", "-j", ".text", compiled, program);

        Assert.Equal(await File.ReadAllBytesAsync(program), PauseProgram.Content);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = program, Arguments = arguments }, default);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Join(folder, "Gantry.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
