using Gantry.Linux;

namespace Gantry.Engine.Terminals;

/// <summary>Signals as people type them.</summary>
public static class SignalNames
{
    /// <summary>
    /// The number of <c>TERM</c>, <c>SIGTERM</c>, <c>15</c> or <c>RTMIN+3</c>, any case; null when it names no signal.
    /// </summary>
    public static int? TryParse(string name) => Signals.TryParse(name);
}
