using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Storage.Images;

/// <summary>Log messages of this folder: 51xx.</summary>
internal static partial class Log
{
    [LoggerMessage(
        5101,
        LogLevel.Warning,
        "Using the image \"{Name}\" as it is here: asking for a newer one failed: {Reason}")]
    public static partial void NewerUnknown(ILogger logger, string name, string reason);

    [LoggerMessage(5102, LogLevel.Information, "Pulling \"{Name}\"")]
    public static partial void Pulling(ILogger logger, string name);
}
