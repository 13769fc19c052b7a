namespace Gantry.Cli.Rendering;

/// <summary>One manual page.</summary>
/// <param name="FileName">Its file, e.g. <c>gantry-ps.1</c>.</param>
/// <param name="Text">Its markup.</param>
internal sealed record ManPage(string FileName, string Text);
