using System.Text.Json;

namespace Gantry.Engine.Model.Containers;

/// <summary>What a person types after <c>--health-cmd</c> and its companions.</summary>
public sealed partial record HealthCheck
{
    /// <summary>No check, whatever the image says (<c>--no-healthcheck</c>).</summary>
    public static HealthCheck Disabled { get; } = new() { Test = ["NONE"] };

    /// <summary>Reads a health check from its flags; null stands for a flag that was not given.</summary>
    /// <param name="command">A JSON array of strings, or a line for a shell; may begin with CMD, CMD-SHELL or NONE.</param>
    /// <param name="interval">Go duration, or <c>disable</c>.</param>
    /// <param name="timeout">Go duration of at least one second.</param>
    /// <param name="startPeriod">Go duration.</param>
    /// <param name="retries">At least 1.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static HealthCheck Parse(
        string command, string? interval = null, string? timeout = null, string? startPeriod = null, int? retries = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        var check = new HealthCheck { Test = ParseTest(command) };
        return check with
        {
            Interval = interval == "disable" ? TimeSpan.Zero : ParseDuration(interval, "interval") ?? check.Interval,
            Timeout = RequireTimeout(ParseDuration(timeout, "timeout") ?? check.Timeout),
            StartPeriod = ParseDuration(startPeriod, "start-period") ?? check.StartPeriod,
            Retries = (retries ?? check.Retries) >= 1
                ? retries ?? check.Retries
                : throw new GantryException(ErrorCode.Invalid, "healthcheck-retries must be greater than 0"),
        };
    }

    private static string[] ParseTest(string command)
    {
        var words = ParseArray(command);
        if (words is null)
        {
            return ParseLine(command);
        }

        return words switch
        {
            [] => throw new GantryException(
                ErrorCode.Invalid, "must define a healthcheck command for all healthchecks"),
            ["NONE", ..] => ["NONE"],
            ["CMD" or "CMD-SHELL", ..] => words,
            [var line] => ["CMD-SHELL", line],
            _ => ["CMD", .. words],
        };
    }

    private static string[] ParseLine(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => throw new GantryException(
                ErrorCode.Invalid, "must define a healthcheck command for all healthchecks"),
            [var first, ..] when first.Equals("NONE", StringComparison.OrdinalIgnoreCase) => ["NONE"],
            [var first, ..] when first.Equals("CMD", StringComparison.OrdinalIgnoreCase) => words,
            [var first, _, ..] when first.Equals("CMD-SHELL", StringComparison.OrdinalIgnoreCase) =>
                ["CMD-SHELL", command.TrimStart()[first.Length..].Trim()],
            _ => ["CMD-SHELL", command],
        };
    }

    private static string[]? ParseArray(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("["))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var items = document.RootElement.EnumerateArray().ToArray();
            return items.All(item => item.ValueKind == JsonValueKind.String)
                ? [.. items.Select(item => item.GetString()!)]
                : null;
        }
        catch (JsonException)
        {
            // "[ -f /ready ]" is a line for the shell.
            return null;
        }
    }

    private static TimeSpan? ParseDuration(string? text, string flag)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            var duration = GoDuration.Parse(text);
            return duration >= TimeSpan.Zero
                ? duration
                : throw new GantryException(ErrorCode.Invalid, $"healthcheck-{flag} must be 0 seconds or greater");
        }
        catch (GantryException e) when (e.Message.StartsWith("time:", StringComparison.Ordinal))
        {
            throw new GantryException(ErrorCode.Invalid, $"invalid healthcheck-{flag}: {e.Message}");
        }
    }

    private static TimeSpan RequireTimeout(TimeSpan timeout) =>
        timeout >= TimeSpan.FromSeconds(1)
            ? timeout
            : throw new GantryException(ErrorCode.Invalid, "healthcheck-timeout must be at least 1 second");
}
