using System.Text;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Dashboards;

/// <summary>What the keys do: what the commands of the same names do. What came of it stands in <see cref="Status"/>.</summary>
internal sealed class DashboardActions(Engine.Engine engine, TimeProvider time) : IProgress<OperationProgress>
{
    private const int MostLogLines = 1000;

    private volatile string _status = "";
    private volatile string _subject = "";

    /// <summary>What is under way, or came of it.</summary>
    public string Status => _status;

    /// <inheritdoc/>
    public void Report(OperationProgress value) => _status = $"{_subject}: {value.Phase}";

    /// <summary>Checkpoints a container in place.</summary>
    public Task CheckpointAsync(Container container, CancellationToken cancellationToken) => DoAsync(
        $"checkpoint {container.Name}",
        () => engine.CheckpointAsync(container.Id.ToString(), new CheckpointRequest(), this, cancellationToken));

    /// <summary>Restores a container from its own checkpoint.</summary>
    public Task RestoreAsync(Container container, CancellationToken cancellationToken) => DoAsync(
        $"restore {container.Name}",
        () => engine.RestoreAsync(container.Id.ToString(), new RestoreRequest(), this, cancellationToken));

    /// <summary>Creates a container from an archive.</summary>
    public Task RestoreAsync(CheckpointListing listing, CancellationToken cancellationToken) => DoAsync(
        $"restore {listing.Container}",
        async () =>
        {
            await using var archive = File.OpenRead(listing.Path);
            await engine.ImportAsync(
                new ImportRequest { Archive = archive, ArchiveName = listing.Path }, this, cancellationToken);
        });

    /// <summary>Moves a container to another host.</summary>
    public Task MigrateAsync(Container container, string host, CancellationToken cancellationToken) => DoAsync(
        $"migrate {container.Name} to {host}",
        () => engine.MigrateAsync(container.Id.ToString(), new MigrationRequest { Host = host }, this, cancellationToken));

    /// <summary>The end of a container's log.</summary>
    public async Task<IReadOnlyList<string>> LogsAsync(Container container)
    {
        List<string> lines = [];
        var request = new LogRequest { Tail = MostLogLines };
        await foreach (var line in engine.ReadLogsAsync(container.Id.ToString(), request, CancellationToken.None))
        {
            lines.Add(Encoding.UTF8.GetString(line.Text.Span));
        }

        return lines.Count > 0 ? lines : ["The log is empty."];
    }

    /// <summary>What a row is.</summary>
    public async Task<IReadOnlyList<string>> InspectAsync(DashboardRow row, DateTimeOffset now)
    {
        switch (row)
        {
            case DashboardRow.OfContainer(var container):
                return Json.Indented(
                    InspectionJson.ToOutput(engine.InspectContainer(container.Id.ToString(), size: false)), 2).Split('\n');
            case DashboardRow.OfArchive(var listing):
                await using (var archive = File.OpenRead(listing.Path))
                {
                    var report = await engine.InspectCheckpointAsync(
                        new InspectionRequest
                        {
                            Source = new CheckpointSource.FromArchive(archive, listing.Path, listing.Bytes),
                            Depth = InspectionDepth.Identity,
                        },
                        CancellationToken.None);
                    return [.. ReportSummary.Facts(report, now).Select(fact => fact.Label.PadRight(12) + fact.Fact)];
                }

            case DashboardRow.OfMigration(var migration):
                return [.. MigrationText.Lines(engine.GetMigration(migration.Id))];
            default:
                throw new ArgumentOutOfRangeException(nameof(row), row, null);
        }
    }

    private async Task DoAsync(string what, Func<Task> act)
    {
        (_subject, _status) = (what, what + "…");
        var start = time.GetTimestamp();
        try
        {
            await act();
            _status = $"{what}: done in {time.GetElapsedTime(start).TotalSeconds:0.0} s";
        }
        catch (Exception e) when (CliRunner.Describe(e) is { } message)
        {
            _status = $"Error: {what}: {message}";
        }
    }
}
