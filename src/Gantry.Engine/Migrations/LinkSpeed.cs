using System.Diagnostics;
using System.Security.Cryptography;

namespace Gantry.Engine.Migrations;

/// <summary>Measures what a link carries, by bytes that nothing makes smaller on the way.</summary>
internal sealed class LinkSpeed(MigrationLink link)
{
    private const uint MeasureStream = 5;
    private const int LeastBytes = 64 * 1024;
    private const int MostBytes = 8 * 1024 * 1024;

    // A connection becomes faster at its beginning.
    private const double StillRising = 1.25;

    private static readonly TimeSpan s_enough = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(0.1);

    private readonly byte[] _chunk = RandomNumberGenerator.GetBytes(LeastBytes);

    /// <summary>Bytes a second. Takes some tens of milliseconds, on a slow link as long as it takes for 64 KiB.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    public async Task<double> MeasureAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();

        // The first one finds the other end's program unprepared.
        await SendAsync(0, cancellationToken);
        var answer = await SendAsync(0, cancellationToken);
        var rate = 0.0;
        for (var bytes = LeastBytes; ; bytes *= 2)
        {
            var time = await SendAsync(bytes, cancellationToken) - answer;
            var former = rate;
            rate = bytes / (time > s_least ? time : s_least).TotalSeconds;
            if ((time >= s_enough && rate < former * StillRising)
                || bytes >= MostBytes
                || Stopwatch.GetElapsedTime(started) >= s_longest)
            {
                return rate;
            }
        }
    }

    private async Task<TimeSpan> SendAsync(int bytes, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await link.SendAsync(new MigrationMessage.Measure(MeasureStream), cancellationToken);
        await using (var stream = link.OpenWrite(MeasureStream))
        {
            for (var sent = 0; sent < bytes; sent += _chunk.Length)
            {
                await stream.WriteAsync(_chunk, cancellationToken);
            }

            await stream.CompleteAsync(cancellationToken);
        }

        await link.ExpectAsync<MigrationMessage.Measured>(cancellationToken);
        return Stopwatch.GetElapsedTime(started);
    }
}
