namespace Gantry.Engine.Tools;

/// <summary>What an error means and what to do.</summary>
/// <param name="Pattern">Part of the line that tells it.</param>
/// <param name="Cause">A sentence.</param>
/// <param name="Remedy">A sentence.</param>
internal sealed record Explanation(string Pattern, string Cause, string Remedy)
{
    /// <summary>Cause and remedy.</summary>
    public string Sentence => $"{Cause} {Remedy}";
}
