using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>As <see cref="KernelFactAttribute"/>, for a test that needs checkpointctl and CRIU's crit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OracleFactAttribute : FactAttribute
{
    private const string Folder = "/usr/local/lib/gantry-oracles/bin";

    public OracleFactAttribute()
    {
        Skip = MissingHere.Reason
            ?? (File.Exists($"{Folder}/crit") ? null : "needs checkpointctl and crit: run eng/setup.sh --oracles");
    }

    /// <summary>Runs one of them and returns what it said.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = $"{Folder}/{program}", Arguments = arguments }, default);
        Assert.True(result.ExitCode == 0, $"{program}: {result.StandardError}");
        return result.StandardOutput;
    }
}
