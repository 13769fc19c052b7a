using System.Collections.Immutable;
using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>skopeo(1): copies images between registries and folders.</summary>
internal sealed class Skopeo(ToolLocator tools)
{
    // containers-policy.json(5). Without any policy file skopeo refuses to copy anything at all.
    private const string SystemPolicy = "/etc/containers/policy.json";
    private const string UserPolicy = ".config/containers/policy.json";

    private static readonly string[] s_inherited =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "REGISTRY_AUTH_FILE",
        "CONTAINERS_REGISTRIES_CONF", "DOCKER_CONFIG",
    ];

    /// <summary>Copies one image, of one machine type.</summary>
    /// <param name="source">With transport, e.g. <c>docker://registry/name:tag</c>.</param>
    /// <param name="destination">With transport, e.g. <c>dir:/folder</c>.</param>
    /// <param name="access">Credentials and machine; they are meant for the side that is a registry.</param>
    /// <param name="cancellationToken">Ends skopeo.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.ToolFailed"/>: skopeo failed, with its own words.
    /// <see cref="ErrorCode.NotFound"/>: the registry does not have it.
    /// <see cref="ErrorCode.Incompatible"/>: skopeo is not installed.
    /// </exception>
    public Task CopyAsync(
        string source, string destination, RegistryAccess access, CancellationToken cancellationToken)
    {
        List<string> arguments = [.. GlobalArguments(access), "copy", "--quiet"];
        AddAccess(arguments, access, source.StartsWith("docker:", StringComparison.Ordinal) ? "src-" : "dest-");
        return RunAsync([.. arguments, source, destination], $"Cannot get \"{source}\"", cancellationToken);
    }

    /// <summary>Copies one image out of a folder to where it is wanted.</summary>
    /// <param name="source">With transport, e.g. <c>oci:/folder</c>.</param>
    /// <param name="destination">With transport, e.g. <c>docker://registry/name:tag</c>.</param>
    /// <param name="request">Form and file for the digest.</param>
    /// <param name="access">Credentials of the destination.</param>
    /// <param name="cancellationToken">Ends skopeo.</param>
    /// <exception cref="GantryException">As <see cref="CopyAsync"/>.</exception>
    public Task PushAsync(
        string source,
        string destination,
        ImagePushRequest request,
        RegistryAccess access,
        CancellationToken cancellationToken)
    {
        List<string> arguments = [.. GlobalArguments(access), "copy", "--quiet"];
        AddIfSet(arguments, "--format", request.Format);
        AddIfSet(arguments, "--digestfile", request.DigestFile);
        AddAccess(arguments, access, "dest-");
        return RunAsync([.. arguments, source, destination], $"Cannot push to \"{destination}\"", cancellationToken);
    }

    /// <summary>The manifest or index that a reference names, as the registry sends it.</summary>
    /// <exception cref="GantryException">As <see cref="CopyAsync"/>.</exception>
    public async Task<byte[]> InspectRawAsync(
        string source, RegistryAccess access, CancellationToken cancellationToken)
    {
        List<string> arguments = [.. GlobalArguments(access), "inspect", "--raw"];
        AddAccess(arguments, access, prefix: "");
        return Encoding.UTF8.GetBytes(await RunAsync([.. arguments, source], $"Cannot get \"{source}\"", cancellationToken));
    }

    private static List<string> GlobalArguments(RegistryAccess access)
    {
        List<string> arguments = [];
        if (!HasPolicy())
        {
            arguments.Add("--insecure-policy");
        }

        AddIfSet(arguments, "--override-arch", access.Architecture);
        AddIfSet(arguments, "--override-os", access.OperatingSystem);
        AddIfSet(arguments, "--tmpdir", access.TemporaryDirectory);
        return arguments;
    }

    private static void AddAccess(List<string> arguments, RegistryAccess access, string prefix)
    {
        AddIfSet(arguments, "--authfile", access.AuthenticationFile);
        if (access.VerifyTls is { } verify)
        {
            arguments.Add($"--{prefix}tls-verify={(verify ? "true" : "false")}");
        }
    }

    private static void AddIfSet(List<string> arguments, string flag, string? value)
    {
        if (value is not null)
        {
            arguments.AddRange([flag, value]);
        }
    }

    private static bool HasPolicy() =>
        File.Exists(SystemPolicy)
        || (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home
            && File.Exists(Path.Join(home, UserPolicy)));

    private static ImmutableDictionary<string, string> BuildEnvironment()
    {
        var environment = ToolRunner.CleanEnvironment.ToImmutableDictionary().ToBuilder();
        foreach (var name in s_inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        return environment.ToImmutable();
    }

    private async Task<string> RunAsync(
        IReadOnlyList<string> arguments, string attempt, CancellationToken cancellationToken)
    {
        var program = tools.Find("skopeo");
        var start = new ChildProcessStart
        {
            FileName = program,
            Arguments = arguments,
            Environment = BuildEnvironment(),
        };
        var result = await ChildProcess.RunAsync(start, cancellationToken);
        if (result.ExitCode == 0)
        {
            return result.StandardOutput;
        }

        var inner = new ToolException(program, arguments, result.ExitCode, result.StandardError);
        var reason = ReasonIn(inner.Reason);
        var isMissing = reason.Contains("manifest unknown", StringComparison.Ordinal)
            || reason.Contains("name unknown", StringComparison.Ordinal);
        throw new GantryException(
            isMissing ? ErrorCode.NotFound : ErrorCode.ToolFailed, $"{attempt}: {reason}", inner);
    }

    // logrus' text form: time="…" level=fatal msg="…, with \" for quotes".
    private static string ReasonIn(string line)
    {
        const string Marker = "msg=\"";
        var begin = line.IndexOf(Marker, StringComparison.Ordinal);
        return begin < 0 || !line.EndsWith('"')
            ? line
            : line[(begin + Marker.Length)..^1].Replace("\\\"", "\"", StringComparison.Ordinal);
    }
}
