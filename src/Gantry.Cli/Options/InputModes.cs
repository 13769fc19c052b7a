using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary><c>-i</c> and <c>-t</c> as one value.</summary>
internal static class InputModes
{
    /// <summary>Joins the two flags.</summary>
    public static StandardInputMode From(bool interactive, bool terminal) => (interactive, terminal) switch
    {
        (false, false) => StandardInputMode.None,
        (true, false) => StandardInputMode.Interactive,
        (false, true) => StandardInputMode.Terminal,
        (true, true) => StandardInputMode.InteractiveTerminal,
    };
}
