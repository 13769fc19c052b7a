using System.Text.Json.Nodes;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Rendering;

/// <summary><c>--print-stats</c> of a restore: Podman's names, microseconds, zeros left out; then what Podman does not tell.</summary>
internal static class RestoreStatistics
{
    /// <summary>The document.</summary>
    /// <param name="total">The whole command.</param>
    /// <param name="results">What succeeded.</param>
    public static JsonObject Of(TimeSpan total, IReadOnlyList<RestoreResult> results) => new()
    {
        ["podman_restore_duration"] = Statistics.Microseconds(total),
        ["container_statistics"] = results.Count == 0 ? null : new JsonArray([.. results.Select(One)]),
    };

    private static JsonNode One(RestoreResult result) => new JsonObject
    {
        ["Id"] = result.Id.ToString(),
        ["runtime_restore_duration"] = Statistics.Microseconds(result.Runtime),
        ["criu_statistics"] = result.Criu is not { } criu ? new JsonObject() : Statistics.WithoutZeros(
            ("pages_compared", criu.PagesCompared),
            ("pages_skipped_cow", criu.PagesSkippedCow),
            ("forking_time", criu.ForkingTime),
            ("restore_time", criu.RestoreTime),
            ("pages_restored", criu.PagesRestored)),
        ["images"] = Statistics.Medium(result.Images),
    };
}
