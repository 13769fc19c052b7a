using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.State;

public sealed class ContainerLocksTests : IDisposable
{
    private readonly TemporaryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_lock_is_held_by_one_and_free_when_disposed()
    {
        var id = ContainerId.NewRandom();

        using (var held = await _host.Locks.AcquireAsync(id, CancellationToken.None))
        {
            Assert.Equal(id, held.Id);
            Assert.Null(_host.Locks.TryAcquire(id));
        }

        using var again = _host.Locks.TryAcquire(id);
        Assert.NotNull(again);
    }

    [Fact]
    public void Containers_do_not_wait_for_each_other()
    {
        using var one = _host.Locks.TryAcquire(ContainerId.NewRandom());
        using var two = _host.Locks.TryAcquire(ContainerId.NewRandom());

        Assert.NotNull(one);
        Assert.NotNull(two);
    }

    [Fact]
    public void A_lock_of_a_removed_container_leaves_no_file()
    {
        _host.Locks.TryAcquire(ContainerId.NewRandom())!.DeleteAndRelease();

        Assert.Empty(Directory.EnumerateFiles(_host.Layout.Locks));
    }

    [Fact]
    public async Task Waiting_for_a_host_wide_lock_can_be_cancelled()
    {
        using var held = await _host.Locks.AcquireHostAsync("volumes", CancellationToken.None);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _host.Locks.AcquireHostAsync("volumes", soon.Token));
    }
}
