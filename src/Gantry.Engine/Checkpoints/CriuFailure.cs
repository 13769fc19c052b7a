using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Turns a runtime's terse "criu failed" into cause, remedy and the place of the log.</summary>
internal static class CriuFailure
{
    // A thawed process needs its turn on a processor to come to its end.
    private const int DeathWaits = 20;
    private static readonly TimeSpan s_deathWait = TimeSpan.FromMilliseconds(10);

    /// <summary>The error to show.</summary>
    /// <param name="attempt">What was attempted, e.g. "Cannot checkpoint web".</param>
    /// <param name="aftermath">What is true now, e.g. "it runs on as before".</param>
    /// <param name="failure">The runtime's error; its text stays in the message, as scripts look for it.</param>
    /// <param name="log">CRIU's log; need not exist.</param>
    public static GantryException Explain(string attempt, string aftermath, GantryException failure, string log)
    {
        var cause = CriuLog.Diagnose(log)
            ?? (IsBrokenOff(log) ? "CRIU was killed at its work." : Explanations.Find(failure.Message)?.Sentence);
        var place = File.Exists(log) ? $" CRIU's log: {log}" : "";
        return new GantryException(
            failure.Code,
            string.Join(' ', new[] { $"{attempt}, {aftermath}.", cause, failure.Message + place }.OfType<string>()),
            failure);
    }

    /// <summary>
    /// The error to show when a failed dump, all undone, left no process; null when the container lives. A CRIU that is
    /// killed while it changes a process, to have it run code of CRIU's, takes with it how that process was before: it
    /// comes to its end at the first instruction. Nobody but CRIU could put it right.
    /// </summary>
    /// <param name="container">As it was before the dump.</param>
    /// <param name="failure">What the dump failed with.</param>
    /// <param name="log">CRIU's log of it; need not exist.</param>
    public static async Task<GantryException?> ExplainEndAsync(Container container, GantryException failure, string log)
    {
        var process = container.Status.Process;
        if (process is null || !IsBrokenOff(log))
        {
            return null;
        }

        for (var wait = 0; wait < DeathWaits && ProcessTable.IsAlive(process.Pid, process.StartTime); wait++)
        {
            await Task.Delay(s_deathWait);
        }

        return ProcessTable.IsAlive(process.Pid, process.StartTime)
            ? null
            : new GantryException(
                failure.Code,
                $"Cannot checkpoint {container.Name}, and it has ended: CRIU was killed while it was changing its processes, "
                + $"which cannot go on without it. Start it again, or restore an earlier checkpoint. CRIU's log: {log}",
                failure);
    }

    private static bool IsBrokenOff(string log) => CriuLog.Read(log) is { } text && CriuLog.IsBrokenOff(text);
}
