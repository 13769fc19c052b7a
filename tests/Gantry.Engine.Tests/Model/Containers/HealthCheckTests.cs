using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Model.Containers;

public class HealthCheckTests
{
    [Theory]
    [InlineData("curl -f localhost || exit 1", "CMD-SHELL|curl -f localhost || exit 1")]
    [InlineData("[ -f /ready ]", "CMD-SHELL|[ -f /ready ]")]
    [InlineData("""["curl", "-f"]""", "CMD|curl|-f")]
    [InlineData("""["true"]""", "CMD-SHELL|true")]
    [InlineData("""["CMD", "true"]""", "CMD|true")]
    [InlineData("""["CMD-SHELL", "a b"]""", "CMD-SHELL|a b")]
    [InlineData("CMD a b", "CMD|a|b")]
    [InlineData("CMD-SHELL a  b", "CMD-SHELL|a  b")]
    [InlineData("none", "NONE")]
    [InlineData("""["NONE"]""", "NONE")]
    public void A_command_is_read(string command, string test)
    {
        var check = HealthCheck.Parse(command);

        Assert.Equal(test, string.Join('|', check.Test));
    }

    [Fact]
    public void What_is_not_given_has_Podmans_defaults()
    {
        var check = HealthCheck.Parse("true");

        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.Zero, 3),
            (check.Interval, check.Timeout, check.StartPeriod, check.Retries));
    }

    [Fact]
    public void Times_and_retries_are_read()
    {
        var check = HealthCheck.Parse("true", "disable", "1m", "1.5s", 7);

        Assert.Equal(
            (TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1.5), 7),
            (check.Interval, check.Timeout, check.StartPeriod, check.Retries));
    }

    [Theory]
    [InlineData("", null, null, null, null, "must define a healthcheck command for all healthchecks")]
    [InlineData("[]", null, null, null, null, "must define a healthcheck command for all healthchecks")]
    [InlineData("true", "x", null, null, null, "invalid healthcheck-interval: time: invalid duration \"x\"")]
    [InlineData("true", null, "10ms", null, null, "healthcheck-timeout must be at least 1 second")]
    [InlineData("true", null, null, "-1s", null, "healthcheck-start-period must be 0 seconds or greater")]
    [InlineData("true", null, null, null, 0, "healthcheck-retries must be greater than 0")]
    public void A_wrong_check_is_refused(
        string command, string? interval, string? timeout, string? startPeriod, int? retries, string message)
    {
        var error = Assert.Throws<GantryException>(
            () => HealthCheck.Parse(command, interval, timeout, startPeriod, retries));

        Assert.Equal(message, error.Message);
    }
}
