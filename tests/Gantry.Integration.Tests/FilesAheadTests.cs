using System.Globalization;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;
using Xunit.Abstractions;

namespace Gantry.Integration.Tests;

/// <summary>Migrations that send files ahead while the container runs.</summary>
public sealed class FilesAheadTests(ITestOutputHelper output)
{
    private const int LargeBytes = 64 * 1024 * 1024;

    // Counts, and writes each number into the first part of a large file.
    private const string Writer = """
        #!/bin/sh
        n=0
        while true; do
            n=$((n + 1))
            echo $n
            [ -e /data/large ] && printf '%08d' $n | dd of=/data/large bs=8 seek=$((n % 1000)) conv=notrunc 2> /dev/null
            rm -f /data/old /root/old
            mv /data/new /data/old 2> /dev/null
            mv /root/new /root/old 2> /dev/null
            echo $n > /data/new
            echo $n > /root/new
            echo $n > /root/n
            sleep 0.05
        done
        """;

    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelFact]
    public async Task Of_a_large_file_only_what_changed_is_sent_while_the_container_is_frozen()
    {
        await using var hosts = await TestHosts.WithImageAsync(Writer);
        await hosts.Source.RunAsync("app", s_data);
        await hosts.Source.ExecAsync("app", "dd", "if=/dev/urandom", "of=/data/large", "bs=1M", "count=64");
        var before = await RestOfAsync(hosts.Source);

        var result = await hosts.Source.Engine.MigrateAsync(
            "app", hosts.Request with { Compression = ArchiveCompression.None }, null, default);

        output.WriteLine(
            $"{string.Join(", ", result.Rounds.Select(r => $"{r.Bytes} bytes in {r.Duration.TotalMilliseconds:0} ms"))}, "
            + $"{result.RoundsEnd}; frozen {result.ArchiveBytes} bytes, {result.Downtime}");
        Assert.InRange(result.Rounds[0].Bytes, LargeBytes, LargeBytes + (LargeBytes / 10));
        Assert.InRange(result.ArchiveBytes, 1, LargeBytes / 16);
        Assert.Equal(RoundsEnd.Small, result.RoundsEnd);
        await KillPoints.RequireCountingAsync(hosts.Target);
        Assert.Equal(before, await RestOfAsync(hosts.Target));
        await RequireWrittenAsync(hosts.Target);
    }

    [KernelFact]
    public async Task Without_rounds_all_is_sent_while_it_is_frozen()
    {
        await using var hosts = await TestHosts.WithImageAsync(Writer);
        await hosts.Source.RunAsync("app", s_data);
        await hosts.Source.ExecAsync("app", "dd", "if=/dev/urandom", "of=/data/large", "bs=1M", "count=8");

        var report = await hosts.Source.GantryOutputAsync(["migrate", "--rounds", "0", .. hosts.Command("app").Skip(1)]);

        Assert.DoesNotContain("ahead", report, StringComparison.Ordinal);
        await KillPoints.RequireCountingAsync(hosts.Target);
        await RequireWrittenAsync(hosts.Target);
    }

    [KernelFact]
    public async Task What_an_earlier_checkpoint_left_behind_is_in_nobody_s_way()
    {
        await using var hosts = await TestHosts.WithImageAsync(Writer);
        await hosts.Source.RunAsync("app", s_data);
        await hosts.Source.GantryOutputAsync("container", "checkpoint", "--keep", "--leave-running", "app");

        await hosts.Source.GantryOutputAsync(["migrate", "--rounds", "2", "--max-downtime", "0", .. hosts.Command("app").Skip(1)]);

        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [KernelFact]
    public async Task The_report_says_how_many_rounds_there_were_and_why_no_more()
    {
        await using var hosts = await TestHosts.WithImageAsync(Writer);
        await hosts.Source.RunAsync("app", s_data);

        var report = await hosts.Source.GantryOutputAsync(
            ["migrate", "--rounds", "2", "--max-downtime", "0", .. hosts.Command("app").Skip(1)]);

        Assert.Contains("of files ahead in 2 rounds (", report, StringComparison.Ordinal);
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [KernelFact]
    public async Task What_is_written_through_a_mapping_while_files_are_sent_is_there()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Sleeper);
        hosts.Source.Engine.CreateVolume(new VolumeCreateRequest { Name = "data" });
        await Workload.PlaceAsync(hosts.Source.Layout.VolumeData("data"));
        await hosts.Source.RunAsync(new CreateRequest
        {
            Image = TestImage.Name,
            Name = "app",
            Mounts = [s_data],
            Command = ["/data/workload", "map", "/data/mapped"],
        });
        await TestHost.EventuallyAsync(async () => (await hosts.Source.ReadLinesAsync("app")).Count > 2, "it writes");

        await hosts.Source.GantryOutputAsync(
            ["migrate", "--rounds", "4", "--max-downtime", "0", .. hosts.Command("app").Skip(1)]);

        var lines = (await hosts.Target.ReadLinesAsync("app")).Count;
        await TestHost.EventuallyAsync(
            async () => (await hosts.Target.ReadLinesAsync("app")).Count > lines + 2, "it goes on");
        Assert.All(await hosts.Target.ReadLinesAsync("app"), line => Assert.Equal("same", line.TrimEnd('\r')));
    }

    /// <summary>A digest of the large file besides the part that is written to.</summary>
    private static Task<string> RestOfAsync(TestHost host) =>
        host.ExecAsync("app", "sh", "-c", "tail -c +16385 /data/large | sha256sum");

    private static async Task RequireWrittenAsync(TestHost host)
    {
        var n = int.Parse(await host.ExecAsync("app", "cat", "/root/n"), CultureInfo.InvariantCulture);
        await TestHost.EventuallyAsync(
            async () => await host.ExecAsync(
                "app", "sh", "-c", $"dd if=/data/large bs=8 skip={n % 1000} count=1 2> /dev/null")
                == n.ToString("D8", CultureInfo.InvariantCulture),
            "the large file has what was written");
    }
}
