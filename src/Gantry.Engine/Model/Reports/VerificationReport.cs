namespace Gantry.Engine.Model.Reports;

/// <summary>What is known of an archive that was read to its end without a complaint.</summary>
/// <param name="Entries">How many entries it has.</param>
/// <param name="Engine">The engine whose list every entry was compared with; null: it has no list, only its form was checked.</param>
/// <param name="Created">When it was completed; null without a list.</param>
public sealed record VerificationReport(int Entries, string? Engine, DateTimeOffset? Created);
