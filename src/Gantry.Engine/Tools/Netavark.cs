using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>netavark: makes and removes interfaces, addresses, routes and firewall rules; starts aardvark-dns for names.</summary>
/// <param name="tools">Finds it.</param>
/// <param name="directory">Where aardvark-dns keeps its state; one that a reboot clears.</param>
internal sealed class Netavark(ToolLocator tools, string directory)
{
    /// <summary>Its words for a driver that it lacks: ipvlan, in the 1.4 of Debian 12.</summary>
    public const string UnknownDriver = "unknown network driver";

    /// <summary>Whether it is installed.</summary>
    public bool IsInstalled => tools.TryFind("netavark") is not null;

    /// <summary>Whether aardvark-dns is installed, without which there are no names.</summary>
    public bool HasNames => tools.TryFind("aardvark-dns") is not null;

    /// <summary>Connects a namespace; what each network gave, by name.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Incompatible"/>: it is not installed. <see cref="ErrorCode.ToolFailed"/>: with its words; parts
    /// of the connection may be there.
    /// </exception>
    public async Task<IReadOnlyDictionary<string, NetworkStatus>> SetUpAsync(
        string namespacePath, NetavarkRequest request, CancellationToken cancellationToken)
    {
        var answer = await RunAsync("setup", namespacePath, request, cancellationToken);
        return JsonSerializer.Deserialize(answer, NetavarkJsonContext.Default.DictionaryStringNetworkStatus) ?? [];
    }

    /// <summary>Disconnects a namespace again. The namespace must be there.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: with its words.</exception>
    public Task TearDownAsync(string namespacePath, NetavarkRequest request, CancellationToken cancellationToken) =>
        RunAsync("teardown", namespacePath, request, cancellationToken);

    private async Task<string> RunAsync(
        string verb, string namespacePath, NetavarkRequest request, CancellationToken cancellationToken)
    {
        var program = tools.Find("netavark");
        Directory.CreateDirectory(directory);
        List<string> arguments = ["--config", directory];
        if (tools.TryFind("aardvark-dns") is { } aardvark)
        {
            arguments.AddRange(["--aardvark-binary", aardvark]);
        }

        arguments.AddRange([verb, namespacePath]);

        // Its standard error is captured and, on success, dropped: without /dev/log it complains of that each time.
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = program,
                Arguments = arguments,
                Environment = ToolRunner.CleanEnvironment,
                StandardInput = StandardStream.Pipe,
                Input = JsonSerializer.SerializeToUtf8Bytes(request, NetavarkJsonContext.Default.NetavarkRequest),
            },
            cancellationToken);
        if (result.ExitCode == 0)
        {
            return result.StandardOutput;
        }

        var inner = new ToolException(program, arguments, result.ExitCode, result.StandardError);
        var reason = ReasonIn(result.StandardOutput) ?? inner.Reason;
        throw new GantryException(
            ErrorCode.ToolFailed,
            reason.Contains(UnknownDriver, StringComparison.Ordinal)
                ? $"netavark: {reason}: this host's netavark is too old for it; install a newer one, or use bridge or macvlan"
                : $"netavark: {reason}",
            inner);
    }

    /// <summary>The reason in netavark's answer; null when it has none.</summary>
    internal static string? ReasonIn(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, NetavarkJsonContext.Default.NetavarkError)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
