using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Migrations;

/// <summary>Log messages of this folder: 9xxx.</summary>
internal static partial class Log
{
    [LoggerMessage(
        9001,
        LogLevel.Warning,
        "Migration {Migration} was given up, and {Host} could not be told; \"gantry migration recover\" tells it")]
    public static partial void TargetNotTold(ILogger logger, Exception exception, string migration, string host);
}
