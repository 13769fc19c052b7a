using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Gantry.Cli.Interaction;

/// <summary>
/// Writes log messages to standard error, one line each, as Podman's (logrus): <c>time="…" level=warning msg="…"</c>.
/// </summary>
internal sealed class ErrorLoggerFactory(TextWriter error, LogLevel minimum, TimeProvider time) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new ErrorLogger(error, minimum, time);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException(
        "Messages go to standard error.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class ErrorLogger(TextWriter error, LogLevel minimum, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var message = formatter(state, exception) + (exception is null ? "" : ": " + exception.Message);
            var quoted = message.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            lock (error)
            {
                error.WriteLine($"time=\"{now}\" level={LogLevels.NameOf(logLevel)} msg=\"{quoted}\"");
            }
        }
    }
}
