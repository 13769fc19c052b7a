using System.Diagnostics;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Migrations;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>Sends the files of a container ahead, by rounds, while it runs; the target unpacks each at once.</summary>
/// <param name="services">What it works with.</param>
/// <param name="compression">How they are compressed.</param>
internal sealed class FileRounds(MigrationServices services, ArchiveCompression compression)
{
    private const uint RoundStream = 4;

    private readonly List<MigrationRound> _rounds = [];
    private TimeSpan _waited;

    /// <summary>The rounds so far.</summary>
    public IReadOnlyList<MigrationRound> Rounds => _rounds;

    /// <summary>Why there are no more.</summary>
    public RoundsEnd End { get; private set; }

    /// <summary>Sends until the rest is small, or does not become so.</summary>
    /// <returns>What the target has then. Null: no rounds were asked for.</returns>
    /// <exception cref="GantryException">
    /// What the target failed with. <see cref="ErrorCode.WrongState"/>: the container ended meanwhile.
    /// </exception>
    public async Task<SentFiles?> SendAsync(
        MigrationLink link,
        Container container,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (request.Rounds == 0)
        {
            return null;
        }

        var image = services.Images.Find(container.Spec.ImageId.Hex)
            ?? throw new GantryException(
                ErrorCode.NotFound, $"Cannot migrate {container.Name}: its image {container.Spec.ImageName} is gone.");
        var rule = new RoundsRule(request.Rounds, request.MaxDowntime);
        var sent = new SentFiles();
        RoundsEnd? end = null;
        while (end is null)
        {
            progress?.Report(new OperationProgress($"sending files ahead, round {_rounds.Count + 1}", 0, null));
            await SendOneAsync(link, (container, image), sent, request, progress, cancellationToken);
            RequireRuns(container);
            end = rule.EndAfter(_rounds, BytesPerSecond());
        }

        End = end.Value;
        return sent;
    }

    private async Task SendOneAsync(
        MigrationLink link,
        (Container Container, Image Image) what,
        SentFiles sent,
        MigrationRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await link.SendAsync(new MigrationMessage.Round(RoundStream), cancellationToken);
        await using var archive = link.OpenWrite(RoundStream);
        await link.WhileListeningAsync<MigrationMessage.Taken, bool>(
            async (answer, token) =>
            {
                await using var paced = new PacedStream(archive, request.BytesPerSecond);
                await using var output = new CheckpointOutput(paced, compression, _ => Task.CompletedTask, null);
                await services.Exporter.ExportFilesAsync(what.Container, what.Image, sent, output, progress, token);
                await archive.CompleteAsync(token);
                _waited += paced.Waited;
                MigrationLink.Require<MigrationMessage.Taken>(await answer.WaitAsync(token));
                return true;
            },
            cancellationToken);
        _rounds.Add(new MigrationRound(archive.BytesWritten, Stopwatch.GetElapsedTime(started)));
    }

    private double BytesPerSecond()
    {
        var time = _rounds.Aggregate(TimeSpan.Zero, (sum, round) => sum + round.Duration) - _waited;
        return _rounds.Sum(round => round.Bytes) / Math.Max(time.TotalSeconds, 0.001);
    }

    private static void RequireRuns(Container container)
    {
        if (container.Status.Process is not { } process || !ProcessTable.IsAlive(process.Pid, process.StartTime))
        {
            throw new GantryException(
                ErrorCode.WrongState, $"Cannot migrate {container.Name}: it ended while its files were sent ahead");
        }
    }
}
