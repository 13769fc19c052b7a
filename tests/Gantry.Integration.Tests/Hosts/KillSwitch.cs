using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>Ends gantry by SIGKILL at an exact point of its work; see Programs/kill-switch.c, which is built once per run.</summary>
public static class KillSwitch
{
    /// <summary>128 + SIGKILL.</summary>
    public const int Killed = 137;

    private static readonly Lazy<Task<string>> s_library = new(BuildAsync);

    /// <summary>The environment that makes a gantry process die at <paramref name="point"/>, e.g. <c>commit:3</c>.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AtAsync(string point) => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = await s_library.Value,
        ["GANTRY_KILL_AT"] = point,
    };

    private static async Task<string> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-kill-switch-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var library = Path.Join(folder, "kill-switch.so");
        var source = Path.Join(Repository.Root, "tests", "Gantry.Integration.Tests", "Programs", "kill-switch.c");
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/bin/gcc",
                Arguments = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source],
            },
            default);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return library;
    }
}
