namespace Gantry.Engine.Model.Reports;

/// <summary>Why something failed, by a log.</summary>
/// <param name="Line">The line that tells it.</param>
/// <param name="Cause">What it means; null when that is not known.</param>
/// <param name="Remedy">What to do; null when that is not known.</param>
public sealed record LogDiagnosis(string Line, string? Cause, string? Remedy)
{
    /// <summary>Cause and remedy; null when they are not known.</summary>
    public string? Sentence => Cause is null ? null : $"{Cause} {Remedy}";
}
