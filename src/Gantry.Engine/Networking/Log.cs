using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Networking;

/// <summary>Log messages of this folder: 6xxx.</summary>
internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Debug, "Created network {Name}")]
    public static partial void Created(ILogger logger, string name);

    [LoggerMessage(6002, LogLevel.Debug, "Removed network {Name}")]
    public static partial void Removed(ILogger logger, string name);

    [LoggerMessage(6003, LogLevel.Debug, "Did not prune network {Name}: {Reason}")]
    public static partial void NotPruned(ILogger logger, string name, string reason);

    [LoggerMessage(6005, LogLevel.Warning, "Network {Name} is left out: {Reason}")]
    public static partial void NotTakenOver(ILogger logger, string name, string reason);

    [LoggerMessage(6004, LogLevel.Debug, "Repeating the taking down of networks of {Id} after: {Reason}")]
    public static partial void Repeating(ILogger logger, string id, string reason);

    [LoggerMessage(6006, LogLevel.Warning, "Cannot tell the network where {Id} is now")]
    public static partial void NotAnnounced(ILogger logger, Exception exception, string id);
}
