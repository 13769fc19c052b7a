using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tools;

/// <summary>
/// Turns what a runtime wrote into an error of ours. The words and the three kinds are Podman's
/// (libpod, getOCIRuntimeError): scripts look for them.
/// </summary>
internal static class RuntimeErrors
{
    private static readonly string[] s_notFound = ["executable file not found in", "no such file or directory"];
    private static readonly string[] s_notInvocable = ["permission denied", "operation not permitted"];
    private static readonly string[] s_unknownContainer = ["does not exist", "no such file or directory", "not found"];

    /// <summary>
    /// The error of a create or exec, whose program may be missing: its code decides between the exit codes 127, 126
    /// and 125.
    /// </summary>
    /// <param name="name">The runtime's name.</param>
    /// <param name="output">Its standard error or its log, plain or JSON lines.</param>
    public static GantryException Translate(string name, string output)
    {
        var text = LastMessage(output) ?? "it gave no reason";
        if (Contains(text, s_notInvocable))
        {
            return new GantryException(ErrorCode.CommandNotInvocable, $"{name}: {text}: OCI permission denied");
        }

        return Contains(text, s_notFound)
            ? new GantryException(
                ErrorCode.CommandNotFound,
                $"{name}: {text}: OCI runtime attempted to invoke a command that was not found")
            : Failure(name, text);
    }

    /// <summary>The error of a restore: whatever is missing, it is not the container's program.</summary>
    /// <param name="name">The runtime's name.</param>
    /// <param name="output">Its standard error or its log.</param>
    public static GantryException Failure(string name, string output) =>
        new(ErrorCode.ToolFailed, $"OCI runtime error: {name}: {LastMessage(output) ?? "it gave no reason"}");

    /// <summary>The error of any other command of a runtime, in Podman's words for a failed program.</summary>
    /// <param name="failure">How the program ended.</param>
    /// <param name="output">Its standard error.</param>
    public static GantryException Failure(ToolException failure, string output)
    {
        var text = LastMessage(output);
        var head = $"`{failure.CommandLine}` failed: exit status {failure.ExitCode}";
        return new GantryException(ErrorCode.ToolFailed, text is null ? head : $"{head}: {text}", failure);
    }

    /// <summary>Whether the runtime says that it has no such container.</summary>
    public static bool MeansUnknownContainer(string output) => Contains(output, s_unknownContainer);

    /// <summary>
    /// The last message at level error: of JSON lines (<c>--log-format json</c>), of logrus text lines
    /// (<c>level=error msg="…"</c>), else the last line. Null when there is no text.
    /// </summary>
    public static string? LastMessage(string output)
    {
        string? last = null;
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            last = WithoutLogFile(Message(line)) ?? last;
        }

        return last;
    }

    // runc names CRIU's log after its message; ours is in another place.
    private static string? WithoutLogFile(string? message)
    {
        var at = message?.IndexOf("log file: ", StringComparison.Ordinal) ?? -1;
        var text = at < 0 ? message : message![..at].TrimEnd();
        return text is { Length: 0 } ? null : text;
    }

    private static string? Message(string line)
    {
        if (line.StartsWith('{'))
        {
            return JsonMessage(line);
        }

        const string Marker = "msg=\"";
        var at = line.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0 || !line.StartsWith("time=", StringComparison.Ordinal))
        {
            return line;
        }

        return line.Contains("level=error", StringComparison.Ordinal) || line.Contains("level=fatal", StringComparison.Ordinal)
            ? line[(at + Marker.Length)..].TrimEnd('"').Replace("\\\"", "\"", StringComparison.Ordinal)
            : null;
    }

    private static string? JsonMessage(string line)
    {
        try
        {
            var node = JsonNode.Parse(line);
            return (string?)node?["level"] is null or "error" or "fatal" ? (string?)node?["msg"] : null;
        }
        catch (JsonException)
        {
            return line;
        }
    }

    private static bool Contains(string text, string[] parts) =>
        parts.Any(part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
}
