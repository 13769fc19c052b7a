namespace Gantry.Linux.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string LockPath => _temp.Path + "/lock";

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_second_holder_in_this_process_is_excluded_until_the_first_disposes()
    {
        using (var first = FileLock.TryAcquire(LockPath))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryAcquire(LockPath));
        }

        using var second = FileLock.TryAcquire(LockPath);
        Assert.NotNull(second);
        Assert.Equal(0x180, _temp.Descriptor.Stat("lock").Mode);
    }

    [Fact]
    public void Shared_holders_exclude_an_exclusive_one_alone()
    {
        using var one = FileLock.TryAcquire(LockPath, FileLockMode.Shared);
        using var two = FileLock.TryAcquire(LockPath, FileLockMode.Shared);

        Assert.NotNull(two);
        Assert.Null(FileLock.TryAcquire(LockPath));
    }

    [Fact]
    public async Task Another_process_is_excluded()
    {
        using var held = FileLock.TryAcquire(LockPath);

        var result = await ChildProcess.RunAsync(Flock("-n", LockPath, "true"), CancellationToken.None);

        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task The_lock_is_free_after_its_holder_is_killed()
    {
        _temp.Write("lock", "");
        await using var holder = ChildProcess.Start(
            Flock("-o", LockPath, "sh", "-c", "echo held; exec sleep 1000") with
            {
                StandardOutput = StandardStream.Pipe,
                NewSession = true,
            });
        await holder.StandardOutput!.ReadExactlyAsync(new byte[5], Programs.Soon);
        Assert.Null(FileLock.TryAcquire(LockPath));
        var sleeper = ProcessTable.Descendants(holder.Id).Single();

        holder.Signal(9);

        using var taken = await FileLock.AcquireAsync(LockPath, Programs.Soon);
        Assert.Equal(137, await holder.WaitAsync(Programs.Soon));
        Signals.Send(sleeper, 9);
    }

    [Fact]
    public async Task A_child_started_while_the_lock_is_held_does_not_keep_it()
    {
        var held = FileLock.TryAcquire(LockPath)!;
        await using var child = ChildProcess.Start(Programs.Sleeper);
        held.Dispose();

        using var again = FileLock.TryAcquire(LockPath);

        Assert.NotNull(again);
        child.Signal(9);
        await child.WaitAsync(Programs.Soon);
    }

    [Fact]
    public async Task Waiting_ends_when_the_lock_is_freed_or_the_token_is_cancelled()
    {
        var held = FileLock.TryAcquire(LockPath)!;
        using var cancel = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => FileLock.AcquireAsync(LockPath, cancel.Token).AsTask());
        var waiting = FileLock.AcquireAsync(LockPath, Programs.Soon).AsTask();
        Assert.False(waiting.IsCompleted);

        held.Dispose();

        (await waiting).Dispose();
    }

    [Fact]
    public async Task Contenders_never_hold_it_together_even_when_holders_delete_the_file()
    {
        var inside = 0;
        var most = 0;
        async Task Contend(int seed)
        {
            for (var i = 0; i < 50; i++)
            {
                using var held = await FileLock.AcquireAsync(LockPath, Programs.Soon);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                if ((i + seed) % 3 == 0)
                {
                    held.DeleteAndRelease();
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => Contend(i))));

        Assert.Equal(1, most);
    }

    private static ChildProcessStart Flock(params string[] arguments) =>
        new() { FileName = "/usr/bin/flock", Arguments = arguments };
}
