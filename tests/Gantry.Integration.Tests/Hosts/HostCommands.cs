using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>The native command, used on a test host as a person would.</summary>
public static class HostCommands
{
    /// <summary>Runs the command on this host and returns how it ended and what it said.</summary>
    public static Task<ChildResult> GantryAsync(this TestHost host, params string[] arguments) =>
        host.GantryAsync(new Dictionary<string, string>(), arguments);

    /// <summary>As the other overload, with more environment.</summary>
    public static Task<ChildResult> GantryAsync(
        this TestHost host, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ChildProcess.RunAsync(StartOf(host, environment, arguments), default);

    /// <summary>Runs the command, which must succeed, and returns its output without the last line break.</summary>
    public static async Task<string> GantryOutputAsync(this TestHost host, params string[] arguments)
    {
        var result = await host.GantryAsync(arguments);
        Assert.True(
            result.ExitCode == 0,
            $"gantry {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.StandardError}");
        return result.StandardOutput.TrimEnd('\n');
    }

    /// <summary>Runs the command, which must fail with this exit code and these words on standard error.</summary>
    public static async Task RefusedAsync(this TestHost host, int exitCode, string words, params string[] arguments)
    {
        var result = await host.GantryAsync(arguments);
        Assert.Contains(words, result.StandardError, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    /// <summary>How to start the command on this host.</summary>
    public static ChildProcessStart StartOf(
        this TestHost host, IReadOnlyDictionary<string, string> environment, params string[] arguments) => new()
        {
            FileName = host.Namespace is null ? GantryBinary.Path : "/usr/bin/nsenter",
            Arguments =
            [
                .. host.Namespace is null ? Array.Empty<string>() : [$"--net=/run/netns/{host.Namespace}", GantryBinary.Path],
                .. host.Options.ToGlobalArguments(),
                .. arguments,
            ],
            Environment = new Dictionary<string, string>(environment)
            {
                ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ["HOME"] = "/root",
            },
        };
}
