using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Containers;

public sealed class HealthCheckerTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly HealthCheck s_check =
        new() { Test = ["CMD", "true"], Retries = 2, StartPeriod = TimeSpan.FromSeconds(5) };

    [Fact]
    public void It_is_unhealthy_after_as_many_failures_as_it_may_retry()
    {
        var first = After(null, exitCode: 1, seconds: 10);
        var second = After(first, exitCode: 1, seconds: 40);

        Assert.Equal(("starting", 1), (first.Status, first.FailingStreak));
        Assert.Equal(("unhealthy", 2), (second.Status, second.FailingStreak));
    }

    [Fact]
    public void Failures_in_the_start_period_do_not_count()
    {
        var status = After(null, exitCode: 1, seconds: 1);

        Assert.Equal(("starting", 0, 1), (status.Status, status.FailingStreak, status.Log.Count));
    }

    [Fact]
    public void One_success_makes_it_healthy_again()
    {
        var status = After(new HealthStatus("unhealthy", 7, []), exitCode: 0, seconds: 100);

        Assert.Equal(("healthy", 0), (status.Status, status.FailingStreak));
    }

    [Fact]
    public void Five_results_are_kept()
    {
        HealthStatus? status = null;
        for (var i = 0; i < 7; i++)
        {
            status = After(status, exitCode: i, seconds: 10 + i);
        }

        Assert.Equal([2, 3, 4, 5, 6], status!.Log.Select(result => result.ExitCode));
    }

    [Fact]
    public void A_shell_line_runs_in_the_containers_shell()
    {
        Assert.Equal(
            ["/bin/sh", "-c", "a && b"], HealthChecker.CommandOf(new HealthCheck { Test = ["CMD-SHELL", "a && b"] }));
        Assert.Equal(["a", "b"], HealthChecker.CommandOf(new HealthCheck { Test = ["CMD", "a", "b"] }));
    }

    private static HealthStatus After(HealthStatus? before, int exitCode, int seconds)
    {
        var container = new Container
        {
            Id = ContainerId.Parse(new string('a', 64)),
            Name = "web",
            Created = s_start,
            Spec = new ContainerSpec
            {
                ImageName = "localhost/app:1",
                RawImageName = "app:1",
                ImageId = Digest.Of("x"u8),
                Runtime = "runc",
            },
            Status = new ContainerStatus { State = ContainerState.Running, StartedAt = s_start, Health = before },
        };
        var time = s_start.AddSeconds(seconds);
        return HealthChecker.Next(container, s_check, new HealthResult(time, time, exitCode, ""));
    }
}
