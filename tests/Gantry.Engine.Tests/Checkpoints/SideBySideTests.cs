using Gantry.Engine.Checkpoints;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class SideBySideTests
{
    [Fact]
    public async Task Both_come_to_their_ends()
    {
        var order = new List<string>();

        var result = await SideBySide.RunAsync(
            async token =>
            {
                await Task.Yield();
                order.Add("first");
                return 7;
            },
            async (first, token) =>
            {
                await first;
                order.Add("second");
            },
            default);

        Assert.Equal(7, result);
        Assert.Equal(["first", "second"], order);
    }

    [Fact]
    public async Task A_failure_of_the_first_stops_the_second_and_is_told()
    {
        var isStopped = false;

        var error = await Assert.ThrowsAsync<IOException>(() => SideBySide.RunAsync<int>(
            async token =>
            {
                await Task.Yield();
                throw new IOException("dump");
            },
            async (first, token) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    isStopped = true;
                }
            },
            default));

        Assert.Equal("dump", error.Message);
        Assert.True(isStopped);
    }

    [Fact]
    public async Task A_failure_of_the_second_stops_the_first_and_is_told()
    {
        var isStopped = false;

        var error = await Assert.ThrowsAsync<IOException>(() => SideBySide.RunAsync(
            async token =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                    return 7;
                }
                finally
                {
                    isStopped = true;
                }
            },
            (first, token) => Task.FromException(new IOException("full")),
            default));

        Assert.Equal("full", error.Message);
        Assert.True(isStopped);
    }
}
