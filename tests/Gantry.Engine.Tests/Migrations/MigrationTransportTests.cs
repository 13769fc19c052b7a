using Gantry.Engine.Migrations;

namespace Gantry.Engine.Tests.Migrations;

public sealed class MigrationTransportTests
{
    [Theory]
    [InlineData(true, 255, "Host key verification failed.", "ssh did not keep a connection to b: Host key verification failed.")]
    [InlineData(true, 127, "", "b has no gantry that ssh finds. Install it there")]
    [InlineData(true, 137, "", "the connection to b ended")]
    [InlineData(false, 127, "sh: 1: nowhere: not found", "the connection to b ended: sh: 1: nowhere: not found")]
    [InlineData(false, null, "", "the connection to b ended")]
    public void The_end_of_a_connection_is_told_in_one_sentence(bool isSsh, int? exitCode, string lastWords, string expected)
    {
        var told = new MigrationTransport("b", isSsh).ExplainEnd(exitCode, lastWords);

        Assert.StartsWith(expected, told, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told);
    }
}
