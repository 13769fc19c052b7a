using Gantry.Engine.Migrations;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Tests.Migrations;

public sealed class RoundsRuleTests
{
    private static readonly RoundsRule s_rule = new(MaxRounds: 3, TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(null, 10_000, 5_000)]
    [InlineData(RoundsEnd.Small, 1_000)]
    [InlineData(RoundsEnd.Small, 10_000, 5_000, 1_000)]
    [InlineData(RoundsEnd.NotShrinking, 10_000, 9_000)]
    [InlineData(RoundsEnd.Limit, 10_000, 5_000, 2_000)]
    [InlineData(RoundsEnd.Limit, 10_000, 5_000, 5_000)]
    public void Rounds_end_when_the_rest_is_small_does_not_shrink_or_enough_were_made(RoundsEnd? expected, params int[] bytes)
    {
        var rounds = bytes.Select(count => new MigrationRound(count, TimeSpan.FromSeconds(1))).ToArray();

        Assert.Equal(expected, s_rule.EndAfter(rounds, bytesPerSecond: 1_000));
    }
}
