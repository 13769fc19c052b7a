using Gantry.Engine.Model;

namespace Gantry.Cli.CommandLine;

/// <summary>Errors as they are told.</summary>
internal static class ErrorText
{
    /// <summary>Writes <c>Error: …</c>, and one more line for each step that could not be undone.</summary>
    public static void Write(TextWriter writer, string message, Exception exception)
    {
        writer.WriteLine("Error: " + message);
        foreach (var failure in (exception as GantryException)?.UndoFailures ?? [])
        {
            writer.WriteLine("Error: while undoing: " + failure.Message);
        }
    }
}
