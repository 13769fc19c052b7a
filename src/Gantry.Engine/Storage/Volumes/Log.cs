using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>Log messages of this folder: 52xx.</summary>
internal static partial class Log
{
    [LoggerMessage(5201, LogLevel.Debug, "Created volume {Name}")]
    public static partial void Created(ILogger logger, string name);

    [LoggerMessage(5202, LogLevel.Debug, "Removed volume {Name}")]
    public static partial void Removed(ILogger logger, string name);

    [LoggerMessage(5203, LogLevel.Debug, "Did not prune volume {Name}: {Reason}")]
    public static partial void NotPruned(ILogger logger, string name, string reason);
}
