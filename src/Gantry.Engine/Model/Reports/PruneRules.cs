namespace Gantry.Engine.Model.Reports;

/// <summary>Which checkpoint archives of a folder go.</summary>
public sealed record PruneRules
{
    /// <summary>The newest ones of each container that stay, whatever the other rules say. Null: none is protected.</summary>
    public int? KeepLast { get; init; }

    /// <summary>Those that are older go. Null: age is no reason.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>The oldest go until all have no more bytes than this together. Null: size is no reason.</summary>
    public long? MostBytes { get; init; }

    /// <summary>Those that go, the oldest first. With <see cref="KeepLast"/> alone, all that it does not protect.</summary>
    public IReadOnlyList<CheckpointListing> Select(IEnumerable<CheckpointListing> archives, DateTimeOffset now)
    {
        var newestFirst = archives.OrderByDescending(archive => archive.Checkpointed).ToList();
        var isKept = newestFirst
            .GroupBy(archive => archive.Container)
            .SelectMany(group => group.Take(KeepLast ?? 0))
            .ToHashSet();
        var goes = newestFirst
            .Where(archive => !isKept.Contains(archive))
            .Where(archive => OlderThan is { } age ? now - archive.Checkpointed > age : MostBytes is null)
            .ToHashSet();
        var total = newestFirst.Where(archive => !goes.Contains(archive)).Sum(archive => archive.Bytes);
        foreach (var archive in Enumerable.Reverse(newestFirst).Where(archive => !goes.Contains(archive) && !isKept.Contains(archive)))
        {
            if (MostBytes is { } most && total > most)
            {
                goes.Add(archive);
                total -= archive.Bytes;
            }
        }

        return [.. Enumerable.Reverse(newestFirst).Where(goes.Contains)];
    }
}
