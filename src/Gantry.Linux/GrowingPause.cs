namespace Gantry.Linux;

/// <summary>
/// Pauses of 1 to 20 ms between looks at a state of the kernel that cannot be waited for, up to a limit in all.
/// </summary>
internal sealed unsafe class GrowingPause(TimeSpan limit)
{
    private const int LongestMs = 20;

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _nextMs = 1;

    /// <summary>Pauses; false, at once, when the limit has passed.</summary>
    internal bool TryPause()
    {
        if (TimeProvider.System.GetElapsedTime(_start) > limit)
        {
            return false;
        }

        // poll(2) on nothing is the way to wait: an interruption only makes it shorter.
        _ = LibC.Poll(null, 0, Next());
        return true;
    }

    /// <summary>
    /// Pauses without holding the thread; there is no limit but <paramref name="cancellationToken"/>.
    /// </summary>
    internal Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Next(), cancellationToken);

    private int Next()
    {
        var current = _nextMs;
        _nextMs = Math.Min(current * 2, LongestMs);
        return current;
    }
}
