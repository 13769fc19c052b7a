using Gantry.Engine.Archive;
using Gantry.Engine.Inspection;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Tests.Inspection;

/// <summary>Archives of Podman's in full; what they hold is told in the fixtures' own description. Passes without them.</summary>
public sealed class ContentsReaderTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Archives_of_Podman_are_told_in_full(string compression)
    {
        if (PodmanFixtures.Find(compression) is not { } path)
        {
            return;
        }

        var contents = await ReadAsync(path);
        var (container, engine) = contents.Identify();
        var report = contents.Report(hasList: false);

        Assert.Equal("Podman", engine);
        Assert.Equal($"p43-{compression}", container.Name);
        Assert.Equal("localhost/fixture:1", container.Image);
        Assert.Equal(["/bin/app"], container.Command);
        Assert.Equal(new DateOnly(2026, 11, 24), DateOnly.FromDateTime(container.Checkpointed!.Value.UtcDateTime));
        Assert.Equal([$"p43-{compression}-data"], container.Volumes.Select(volume => volume.Name));
        Assert.True(container.Volumes[0].Content!.FileCount >= 2);
        Assert.Equal(["/etc/new.conf", "/tmp/n"], report.Changes.Files.Select(file => file.Path));
        Assert.Equal(["/etc/deleted.conf"], report.Deleted);
        Assert.True(report.IsComplete);
        Assert.Contains(report.SharedFiles.Files, file => file.Path == "/n");
        Assert.NotNull(report.Statistics);
    }

    [Fact]
    public async Task Processes_are_joined_from_all_images()
    {
        if (PodmanFixtures.Find("none") is not { } path)
        {
            return;
        }

        var report = (await ReadAsync(path)).Report(hasList: false);

        var (app, sleep) = (report.Processes[0], report.Processes[1]);
        Assert.Equal((1u, "app", "running", "/bin/busybox", "/"), (app.Pid, app.Name, app.State, app.Executable, app.WorkingDirectory));
        Assert.Equal(["/bin/sh", "/bin/app"], app.Arguments);
        Assert.Equal((1u, "sleep"), (sleep.ParentPid, sleep.Name));
        Assert.Equal(["sleep", "0.2"], sleep.Arguments);
        Assert.Contains(app.Environment, one => one is { Name: "PATH", Value: "/bin" });
        Assert.Contains("CAP_CHOWN", app.Credentials.Capabilities);
        Assert.Equal("filter", app.Credentials.Seccomp);
        Assert.Contains(app.Descriptors, one => one is { Number: 0, Kind: "file", Target: "/dev/null", Access: "rw" });
        Assert.Contains(app.Descriptors, one => one is { Number: 10, Target: "/bin/app", Position: 289, Bytes: 289 });
        Assert.Equal("pipe", app.Descriptors.Single(one => one.Number == 1).Kind);
        Assert.Contains(app.Memory, area => area is { Name: "[heap]", Protection: "rw-p", PagesHere: 4 });
        Assert.Contains(app.Memory, area => area is { Name: "[stack]", Kind: MemoryKind.Anonymous });
        Assert.Contains(app.Memory, area => area is { Name: "/bin/busybox", Kind: MemoryKind.PrivateFile });
        Assert.Equal(app.DumpedBytes, app.Memory.Aggregate(0ul, (sum, area) => sum + (area.PagesHere * 4096)));
        Assert.NotNull(app.Threads.Single().Instruction);
    }

    [Fact]
    public void What_is_no_checkpoint_is_refused()
    {
        var error = Assert.Throws<GantryException>(() => new ContentsReader("x.tar", false).Identify());

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains("x.tar: it has no config.dump", error.Message, StringComparison.Ordinal);
    }

    private static async Task<ContentsReader> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        await using var reader = new CheckpointArchiveReader(file, path);
        var contents = new ContentsReader(path, showSecrets: false);
        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            if (entry.Header.Type == TarEntryType.RegularFile)
            {
                await contents.TakeAsync(
                    new CheckpointEntry(entry.Name, entry.Header.Size, entry.Header.Modified.ToDateTimeOffset(), entry.Content), default);
            }
        }

        return contents;
    }
}
