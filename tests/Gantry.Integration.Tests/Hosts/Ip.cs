using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>ip(8).</summary>
internal static class Ip
{
    public const string Path = "/usr/sbin/ip";

    /// <summary>Runs it; a failure fails the test.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = Path, Arguments = arguments }, default);
        Assert.True(result.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {result.StandardError}");
        return result.StandardOutput;
    }
}
