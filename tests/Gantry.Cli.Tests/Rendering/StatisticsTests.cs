using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Tests.Rendering;

public sealed class StatisticsTests
{
    private static readonly ContainerId s_id = ContainerId.Parse(new string('1', 64));

    [Fact]
    public void Checkpoint_statistics_are_microseconds_without_zeros()
    {
        var result = new CheckpointResult
        {
            Id = s_id,
            Runtime = TimeSpan.FromMilliseconds(214.793),
            Frozen = TimeSpan.FromMilliseconds(230),
            Images = ImageMedium.Memory,
            Criu = new CriuDumpStatistics(0, 4711, 12, 0, 99, 98),
        };

        var json = CheckpointStatistics.Of(TimeSpan.FromMilliseconds(352.91), [result]);

        Assert.Equal(
            $$"""
            {
                "podman_checkpoint_duration": 352910,
                "container_statistics": [
                    {
                        "Id": "{{s_id}}",
                        "runtime_checkpoint_duration": 214793,
                        "criu_statistics": {
                            "frozen_time": 4711,
                            "memdump_time": 12,
                            "pages_scanned": 99,
                            "pages_written": 98
                        },
                        "frozen_duration": 230000,
                        "images": "memory"
                    }
                ]
            }
            """,
            Json.Indented(json, 4));
    }

    [Fact]
    public void Without_a_container_the_list_is_null()
    {
        var json = RestoreStatistics.Of(TimeSpan.FromMilliseconds(1), []);

        Assert.Equal("""{"podman_restore_duration":1000,"container_statistics":null}""", json.ToJsonString());
    }

    [Fact]
    public void Restore_statistics_have_their_own_names()
    {
        var result = new RestoreResult { Id = s_id, Criu = new CriuRestoreStatistics(1, 2, 3, 4, 5) };

        var json = RestoreStatistics.Of(TimeSpan.Zero, [result]);

        Assert.Equal(
            """{"pages_compared":1,"pages_skipped_cow":2,"forking_time":3,"restore_time":4,"pages_restored":5}""",
            json["container_statistics"]![0]!["criu_statistics"]!.ToJsonString());
    }
}
