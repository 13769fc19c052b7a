using Gantry.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.State;

/// <summary>Log messages of this folder: 3xxx.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Debug, "Undoing \"{Name}\" of container {Id}, {Steps} steps: {Error}")]
    public static partial void Undoing(ILogger logger, string name, ContainerId id, int steps, string error);

    [LoggerMessage(
        3002, LogLevel.Information, "Undoing \"{Name}\" of container {Id}, left by process {Pid}, {Steps} steps")]
    public static partial void UndoingLeftOver(ILogger logger, string name, ContainerId id, int pid, int steps);

    [LoggerMessage(3003, LogLevel.Warning, "Undo step {Step} of \"{Name}\" of container {Id} failed")]
    public static partial void UndoFailed(
        ILogger logger, Exception exception, UndoStep step, string name, ContainerId id);

    [LoggerMessage(3004, LogLevel.Warning, "Cannot record how far undoing \"{Name}\" of container {Id} came")]
    public static partial void NotRecorded(ILogger logger, Exception exception, string name, ContainerId id);

    [LoggerMessage(3005, LogLevel.Warning, "Container {Id} stays blocked by what a dead process left")]
    public static partial void StillBlocked(ILogger logger, Exception exception, ContainerId id);
}
