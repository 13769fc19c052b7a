using System.Globalization;
using System.Text;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Integration.Tests.Faults;

/// <summary>
/// Where a container was after each fault of a migration, and after the recovery: a row for each step that both ends had on
/// record, a column for each fault.
/// </summary>
internal sealed class FaultTable
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(string Fault, string Step, string Outcome)> _seen = [];

    /// <summary>Adds what was seen once.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="step">What source and target had on record then. Null: nothing, or nothing any more.</param>
    /// <param name="before">Who ran it at once.</param>
    /// <param name="after">Who ran it after the recovery.</param>
    public void Add(string fault, (MigrationState? Source, MigrationState? Target) step, string before, string after)
    {
        var row = $"{Name(step.Source)}, {Name(step.Target)}";
        var outcome = before == after ? after : $"{before}, then {after}";
        _seen.Add((fault, row, outcome));
        var key = $"{row}|{fault}|{outcome}";
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>The table, as Markdown.</summary>
    public override string ToString()
    {
        var faults = _seen.Select(one => one.Fault).Distinct().Order(StringComparer.Ordinal).ToArray();
        var text = new StringBuilder();
        text.Append("| source, target | ").AppendJoin(" | ", faults).AppendLine(" |");
        text.Append("|---|").Insert(text.Length, "---|", faults.Length).AppendLine();
        foreach (var step in _seen.Select(one => one.Step).Distinct().Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {step} | ")
                .AppendJoin(" | ", faults.Select(fault => Cell(step, fault))).AppendLine(" |");
        }

        return text.ToString();
    }

    private string Cell(string step, string fault) => string.Join("; ", _counts
        .Where(pair => pair.Key.StartsWith($"{step}|{fault}|", StringComparison.Ordinal))
        .Select(pair => $"{pair.Key.Split('|')[2]} ×{pair.Value}"));

    private static string Name(MigrationState? state) => state?.ToString().ToLowerInvariant() ?? "–";
}
