using System.Text.Json.Nodes;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Rendering;

/// <summary><c>--print-stats</c> of a checkpoint: Podman's names, microseconds, zeros left out; then what Podman does not tell.</summary>
internal static class CheckpointStatistics
{
    /// <summary>The document.</summary>
    /// <param name="total">The whole command.</param>
    /// <param name="results">What succeeded.</param>
    public static JsonObject Of(TimeSpan total, IReadOnlyList<CheckpointResult> results) => new()
    {
        ["podman_checkpoint_duration"] = Statistics.Microseconds(total),
        ["container_statistics"] = results.Count == 0 ? null : new JsonArray([.. results.Select(One)]),
    };

    private static JsonNode One(CheckpointResult result) => new JsonObject
    {
        ["Id"] = result.Id.ToString(),
        ["runtime_checkpoint_duration"] = Statistics.Microseconds(result.Runtime),
        ["criu_statistics"] = result.Criu is not { } criu ? new JsonObject() : Statistics.WithoutZeros(
            ("freezing_time", criu.FreezingTime),
            ("frozen_time", criu.FrozenTime),
            ("memdump_time", criu.MemdumpTime),
            ("memwrite_time", criu.MemwriteTime),
            ("pages_scanned", criu.PagesScanned),
            ("pages_written", criu.PagesWritten)),
        ["frozen_duration"] = Statistics.Microseconds(result.Frozen),
        ["images"] = Statistics.Medium(result.Images),
    };
}
