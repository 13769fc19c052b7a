namespace Gantry.Engine.Checkpoints;

/// <summary>Two pieces of work at once, of which the second heeds the first.</summary>
internal static class SideBySide
{
    /// <summary>Runs both to their ends. Where one fails the other is cancelled, and the failure is thrown when both have ended.</summary>
    /// <param name="first">The work that gives the result.</param>
    /// <param name="second">Given the first one's task, to see its end.</param>
    /// <param name="cancellationToken">Cancels both.</param>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> first,
        Func<Task, CancellationToken, Task> second,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var one = first(stop.Token);
        var other = second(one, stop.Token);
        var ended = await Task.WhenAny(one, other);
        if (!ended.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(one, other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended;
        await other;
        return await one;
    }
}
