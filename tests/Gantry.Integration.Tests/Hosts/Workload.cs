using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>The C program of Programs/workload.c, built once per run.</summary>
public static class Workload
{
    private static readonly Lazy<Task<string>> s_path = new(BuildAsync);

    /// <summary>Puts the program into a folder as <c>workload</c>.</summary>
    public static async Task PlaceAsync(string folder) =>
        File.Copy(await s_path.Value, Path.Join(folder, "workload"), overwrite: true);

    /// <summary>Where the program is on this machine.</summary>
    public static Task<string> PathAsync() => s_path.Value;

    private static async Task<string> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-workload-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var program = Path.Join(folder, "workload");
        var source = Path.Join(Repository.Root, "tests", "Gantry.Integration.Tests", "Programs", "workload.c");
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/bin/gcc",
                Arguments = ["-static", "-O1", "-Wall", "-Werror", "-pthread", "-o", program, source],
            },
            default);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return program;
    }
}
