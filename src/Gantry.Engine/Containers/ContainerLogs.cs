using System.Runtime.CompilerServices;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers;

/// <summary>Reads what a container has written, from conmon's log file.</summary>
internal sealed class ContainerLogs(ContainerContext context, ContainerMonitor monitor, ContainerReconciler reconciler)
{
    private const int BlockLength = 64 * 1024;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The lines asked for, oldest first; following, until the container has ended and all is read.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: the container has no log file.</exception>
    public async IAsyncEnumerable<LogLine> ReadAsync(
        Container container, LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = monitor.LogFile(container)
            ?? throw new GantryException(
                ErrorCode.Invalid,
                $"this container is using the '{container.Spec.Log.Driver}' log driver, cannot read logs: "
                + "this container is not logging output");
        await foreach (var line in LinesAsync(container.Id, path, request, cancellationToken))
        {
            if (line.Time > request.Until)
            {
                yield break;
            }

            if (request.Since is null || line.Time >= request.Since)
            {
                yield return line;
            }
        }
    }

    private async IAsyncEnumerable<LogLine> LinesAsync(
        ContainerId id, string path, LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new LogFileReader(path);
        foreach (var line in request.Tail is { } tail ? Tail(reader, tail) : reader.ReadAvailable(BlockLength))
        {
            yield return line;
        }

        while (request.Follow)
        {
            // Asked before reading: what was written until then is read after it.
            var runs = Runs(id);
            foreach (var line in reader.ReadAvailable(BlockLength))
            {
                yield return line;
            }

            if (!runs || context.Time.GetUtcNow() > request.Until)
            {
                break;
            }

            await Task.Delay(s_pause, context.Time, cancellationToken);
        }
    }

    private bool Runs(ContainerId id) =>
        context.Containers.Find(id) is { } row
        && reconciler.Correct(row).Status.State is ContainerState.Running or ContainerState.Paused;

    // A line of the program that conmon wrote in parts counts once.
    private static Queue<LogLine> Tail(LogFileReader reader, int count)
    {
        Queue<LogLine> kept = new();
        var whole = 0;
        foreach (var line in reader.ReadAvailable(BlockLength))
        {
            kept.Enqueue(line);
            whole += line.IsPartial ? 0 : 1;
            while (kept.Count > 0 && (whole > count || count == 0))
            {
                whole -= kept.Dequeue().IsPartial ? 0 : 1;
            }
        }

        return kept;
    }
}
