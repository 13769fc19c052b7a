using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers;

/// <summary>Runs health checks. Holds the container's lock only to begin a check and to note its result.</summary>
internal sealed class HealthChecker(
    ContainerContext context, ContainerAccess access, ContainerReconciler reconciler, ExecSessions execs)
{
    private const int KeptResults = 5;
    private const int OutputLimit = 500;

    /// <summary>Whether a container has a check.</summary>
    public static bool HasCheck(ContainerSpec spec) => spec.Health is { Test: [not "NONE", ..] };

    /// <summary>
    /// Checks every interval until this run of the container ends; what <c>gantry internal healthcheck</c> does.
    /// </summary>
    public async Task RunUntilStoppedAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var first = context.Require(id);
        while (context.Containers.Find(id) is { } row && IsSameRun(first, row) && row.Spec.Health is { } health)
        {
            await Task.Delay(health.Interval, context.Time, cancellationToken);
            var current = context.Containers.Find(id);
            if (current is not null && IsSameRun(first, current)
                && reconciler.Correct(current).Status.State == ContainerState.Running)
            {
                await TryRunOnceAsync(id, cancellationToken);
            }
        }
    }

    // The container may end or be frozen just now, or a runtime fail on a busy machine: the next check may do.
    private async Task TryRunOnceAsync(ContainerId id, CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(id, cancellationToken);
        }
        catch (GantryException e)
        {
            Log.HealthNotChecked(context.Logger, e, id.ToString());
        }
    }

    /// <summary>Checks once and notes the result.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: it has no check. <see cref="ErrorCode.WrongState"/>: it does not run.
    /// </exception>
    public async Task<HealthResult> RunOnceAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var container = context.Require(id);
        if (!HasCheck(container.Spec))
        {
            throw new GantryException(
                ErrorCode.Invalid, $"container {id} has no defined healthcheck");
        }

        var health = container.Spec.Health!;
        var start = context.Time.GetUtcNow();
        var (exitCode, output) = await ExecuteAsync(id, health, cancellationToken);
        var result = new HealthResult(start, context.Time.GetUtcNow(), exitCode, output);
        await access.TryUseAsync(
            id,
            async (_, current) =>
            {
                var saved = context.Save(current, current.Status with { Health = Next(current, health, result) });
                await context.RecordEventAsync(saved, "health_status", cancellationToken);
                return saved;
            },
            cancellationToken);
        return result;
    }

    /// <summary>The status after one more result.</summary>
    internal static HealthStatus Next(Container container, HealthCheck health, HealthResult result)
    {
        var before = container.Status.Health ?? new HealthStatus("starting", 0, []);
        IReadOnlyList<HealthResult> log = [.. before.Log.TakeLast(KeptResults - 1), result];
        if (result.ExitCode == 0)
        {
            return new HealthStatus("healthy", 0, log);
        }

        var inStartPeriod = container.Status.StartedAt is { } started && result.Start - started < health.StartPeriod;
        if (inStartPeriod && before.Status == "starting")
        {
            return before with { Log = log };
        }

        var streak = before.FailingStreak + 1;
        return new HealthStatus(streak >= health.Retries ? "unhealthy" : before.Status, streak, log);
    }

    /// <summary>The command of a check: after <c>CMD</c> as it is, after <c>CMD-SHELL</c> through a shell.</summary>
    internal static IReadOnlyList<string> CommandOf(HealthCheck health) => health.Test switch
    {
        ["CMD", ..] => [.. health.Test.Skip(1)],
        ["CMD-SHELL", ..] => ["/bin/sh", "-c", string.Join(' ', health.Test.Skip(1))],
        _ => ["/bin/sh", "-c", string.Join(' ', health.Test)],
    };

    private async Task<(int ExitCode, string Output)> ExecuteAsync(
        ContainerId id, HealthCheck health, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var timeout = new CancellationTokenSource(health.Timeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var exitCode = await execs.RunAsync(
                id,
                new ExecRequest { Command = CommandOf(health) },
                new AttachStreams { Output = output, Error = output },
                AbandonedExec.Killed,
                either.Token);
            return (exitCode, Head(output));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (-1, $"healthcheck command exceeded timeout of {health.Timeout}");
        }
        catch (GantryException failure) when (
            failure.Code is ErrorCode.CommandNotFound or ErrorCode.CommandNotInvocable)
        {
            return (failure.Code == ErrorCode.CommandNotFound ? 127 : 126, failure.Message);
        }
    }

    private static bool IsSameRun(Container first, Container now) =>
        now.Status.Process is not null && now.Status.Process == first.Status.Process;

    private static string Head(MemoryStream output)
    {
        var text = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        return text.Length <= OutputLimit ? text : text[..OutputLimit];
    }
}
