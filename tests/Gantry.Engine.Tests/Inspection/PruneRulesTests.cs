using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Tests.Inspection;

public sealed class PruneRulesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly CheckpointListing[] s_archives = [Archive("web", 1), Archive("web", 3), Archive("web", 9), Archive("db", 5), Archive("db", 7)];

    [Fact]
    public void The_newest_of_each_container_stay_and_alone_they_are_all_that_stays() =>
        Assert.Equal(["web-9", "db-7", "web-3"], Select(new PruneRules { KeepLast = 1 }));

    [Fact]
    public void Those_older_than_a_span_go_but_not_the_protected() =>
        Assert.Equal(["web-9", "db-7"], Select(new PruneRules { KeepLast = 1, OlderThan = TimeSpan.FromHours(4) }));

    [Fact]
    public void The_oldest_go_until_the_rest_is_small_enough() =>
        Assert.Equal(["web-9", "db-7"], Select(new PruneRules { MostBytes = 350 }));

    [Fact]
    public void A_size_does_not_break_the_protection() =>
        Assert.Equal(["web-9", "db-7", "web-3"], Select(new PruneRules { KeepLast = 1, MostBytes = 10 }));

    [Fact]
    public void Age_and_size_add_up() =>
        Assert.Equal(["web-9", "db-7", "db-5"], Select(new PruneRules { OlderThan = TimeSpan.FromHours(8), MostBytes = 250 }));

    private static IEnumerable<string> Select(PruneRules rules) => rules.Select(s_archives, s_now).Select(archive => archive.Path);

    private static CheckpointListing Archive(string container, int hours) =>
        new($"{container}-{hours}", 100, s_now - TimeSpan.FromHours(hours), "Podman", container, "x", "");
}
