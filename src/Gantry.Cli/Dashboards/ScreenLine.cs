namespace Gantry.Cli.Dashboards;

/// <summary>A line of the screen.</summary>
/// <param name="Text">What it says; fit for a terminal, and no wider than it.</param>
/// <param name="IsBright">Whether it stands out.</param>
internal readonly record struct ScreenLine(string Text, bool IsBright = false);
