using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>Turns a runtime's terse "criu failed" into cause, remedy and the place of the log.</summary>
internal static class CriuFailure
{
    /// <summary>The error to show.</summary>
    /// <param name="attempt">What was attempted, e.g. "Cannot checkpoint web".</param>
    /// <param name="aftermath">What is true now, e.g. "it runs on as before".</param>
    /// <param name="failure">The runtime's error; its text stays in the message, as scripts look for it.</param>
    /// <param name="log">CRIU's log; need not exist.</param>
    public static GantryException Explain(string attempt, string aftermath, GantryException failure, string log)
    {
        var cause = CriuLog.Diagnose(log) ?? Explanations.Find(failure.Message)?.Sentence;
        var place = File.Exists(log) ? $" CRIU's log: {log}" : "";
        return new GantryException(
            failure.Code,
            string.Join(' ', new[] { $"{attempt}, {aftermath}.", cause, failure.Message + place }.OfType<string>()),
            failure);
    }
}
