using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Tests.Containers;

public sealed class RestartPolicyTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("no", 0, 1, 0, false)]
    [InlineData("always", 0, 0, 5, true)]
    [InlineData("unless-stopped", 0, 0, 5, true)]
    [InlineData("on-failure", 0, 0, 0, false)]
    [InlineData("on-failure", 0, 1, 99, true)]
    [InlineData("on-failure", 2, 1, 1, true)]
    [InlineData("on-failure", 2, 1, 2, false)]
    public void The_policy_decides_by_exit_code_and_count(string name, int maximum, int exitCode, int count, bool expected)
    {
        var container = Make(new RestartPolicy(name, maximum)) with
        {
            Status = new ContainerStatus
            {
                State = ContainerState.Stopped,
                ExitCode = exitCode,
                RestartCount = count,
            },
        };

        Assert.Equal(expected, ContainerExit.ShouldRestart(container));
    }

    [Fact]
    public void What_the_person_stopped_stays_stopped()
    {
        var container = Make(new RestartPolicy("always", 0)) with
        {
            Status = new ContainerStatus { State = ContainerState.Stopped, StoppedByUser = true },
        };

        Assert.False(ContainerExit.ShouldRestart(container));
    }

    [Fact]
    public void What_was_checkpointed_stays_so()
    {
        var container = Make(new RestartPolicy("always", 0)) with
        {
            Status = new ContainerStatus { State = ContainerState.Checkpointed },
        };

        Assert.False(ContainerExit.ShouldRestart(container));
    }

    [Theory]
    [InlineData(0, 1, 100)]
    [InlineData(3, 1, 800)]
    [InlineData(30, 1, 60_000)]
    [InlineData(30, 11, 100)]
    public void The_delay_grows_until_a_run_was_good(int count, int seconds, int milliseconds)
    {
        var status = new ContainerStatus
        {
            RestartCount = count,
            StartedAt = s_start,
            FinishedAt = s_start.AddSeconds(seconds),
        };

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ContainerExit.DelayBefore(status));
    }

    private static Container Make(RestartPolicy policy) => new()
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
            Restart = policy,
        },
    };
}
