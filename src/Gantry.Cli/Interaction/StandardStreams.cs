using Gantry.Engine.Terminals;

namespace Gantry.Cli.Interaction;

/// <summary>This process's standard streams as bytes.</summary>
internal static class StandardStreams
{
    /// <summary>Standard input. Not Console's, which reads whole lines from a terminal and changes its settings.</summary>
    public static Stream OpenInput() => TerminalSession.OpenInput();
}
