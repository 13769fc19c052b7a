using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>Says when enough files were sent ahead.</summary>
/// <param name="MaxRounds">The most rounds.</param>
/// <param name="MaxDowntime">How long the last changes of files may take to be sent while the container stands still.</param>
internal sealed record RoundsRule(int MaxRounds, TimeSpan MaxDowntime)
{
    // A round that is this much of the one before is not worth its time.
    private const double Shrinks = 0.8;

    /// <summary>Why the rounds end here; null when another one is due.</summary>
    /// <param name="rounds">Those so far.</param>
    /// <param name="bytesPerSecond">What the link was seen to carry.</param>
    public RoundsEnd? EndAfter(IReadOnlyList<MigrationRound> rounds, double bytesPerSecond)
    {
        // What changed in the last round takes about as many bytes as what changed in the round before, which it sent. The
        // first sends everything: if that is little, so is what changes.
        if (rounds is [.., var last] && last.Bytes <= bytesPerSecond * MaxDowntime.TotalSeconds)
        {
            return RoundsEnd.Small;
        }

        if (rounds.Count >= MaxRounds)
        {
            return RoundsEnd.Limit;
        }

        return rounds is [.., var before, var latest] && latest.Bytes > before.Bytes * Shrinks ? RoundsEnd.NotShrinking : null;
    }
}
