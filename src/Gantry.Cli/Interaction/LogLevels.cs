using Microsoft.Extensions.Logging;

namespace Gantry.Cli.Interaction;

/// <summary>Podman's names of log levels.</summary>
internal static class LogLevels
{
    /// <summary>The names, for messages.</summary>
    public const string Names = "trace, debug, info, warn, warning, error, fatal, panic";

    /// <summary>The level of a name; null when there is none.</summary>
    public static LogLevel? TryParse(string name) => name.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "PANIC" => LogLevel.Critical,
        _ => null,
    };

    /// <summary>The name of a level.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        LogLevel.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };
}
