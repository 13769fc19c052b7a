using System.Collections.Immutable;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>Runs external programs to their end with a clean environment and gives back what they wrote.</summary>
internal static class ToolRunner
{
    private static readonly string[] s_inherited =
        ["HOME", "TMPDIR", "XDG_RUNTIME_DIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <summary>
    /// What tools see: a fixed PATH whose first folder holds our CRIU, so that a runtime finds that one, and few
    /// variables of ours. Nothing else leaks into runtimes, monitors or containers.
    /// </summary>
    public static IReadOnlyDictionary<string, string> CleanEnvironment { get; } = BuildEnvironment();

    /// <summary>
    /// Runs a program and returns whatever happens, also failures. Ctrl-C does not reach it by the terminal: a CRIU that is
    /// interrupted can take the container with it.
    /// </summary>
    public static Task<ChildResult> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = program,
                Arguments = arguments,
                Environment = CleanEnvironment,
                NewSession = true,
            },
            cancellationToken);

    /// <summary>Runs a program that must succeed and returns what it wrote to standard output.</summary>
    /// <exception cref="ToolException">It ended with another exit code than 0.</exception>
    public static async Task<string> RequireAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await RunAsync(program, arguments, cancellationToken);
        return result.ExitCode == 0
            ? result.StandardOutput
            : throw new ToolException(program, arguments, result.ExitCode, result.StandardError);
    }

    private static ImmutableDictionary<string, string> BuildEnvironment()
    {
        var environment = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment["PATH"] =
            ToolLocator.PrivateDirectory + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        foreach (var name in s_inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        return environment.ToImmutable();
    }
}
