using Gantry.Engine.Terminals;

namespace Gantry.Cli.Interaction;

/// <summary>Which standard streams are terminals.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record TerminalFacts(bool Input, bool Output, bool Error)
{
    /// <summary>No terminal anywhere, as in tests and pipes.</summary>
    public static TerminalFacts None { get; } = new(false, false, false);

    /// <summary>Those of this process.</summary>
    public static TerminalFacts ForProcess() => new(
        TerminalSession.IsTerminal(TerminalSession.InputNumber),
        TerminalSession.IsTerminal(TerminalSession.OutputNumber),
        TerminalSession.IsTerminal(TerminalSession.ErrorNumber));
}
