using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Containers;

/// <summary>Log messages of this folder: 10xxx.</summary>
internal static partial class Log
{
    [LoggerMessage(10001, LogLevel.Warning, "The health of container {Container} could not be checked; the next check is tried")]
    public static partial void HealthNotChecked(ILogger logger, Exception exception, string container);
}
