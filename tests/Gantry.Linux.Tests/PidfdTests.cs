namespace Gantry.Linux.Tests;

public class PidfdTests
{
    [Fact]
    public async Task The_end_of_a_process_is_noticed()
    {
        await using var child = ChildProcess.Start(Programs.Sleeper);
        using var pidfd = Pidfd.TryOpen(child.Id)!;
        var started = ProcessTable.StartTime(child.Id)!.Value;
        Assert.False(pidfd.HasExited);
        Assert.True(ProcessTable.IsAlive(child.Id, started));
        Assert.False(ProcessTable.IsAlive(child.Id, started + 1));

        pidfd.Signal(15);

        await pidfd.WaitForExitAsync(Programs.Soon);
        Assert.True(pidfd.HasExited);
        Assert.Equal(143, await child.WaitAsync(Programs.Soon));
        Assert.False(ProcessTable.IsAlive(child.Id, started));
        Assert.False(pidfd.TrySignal(15));
        Assert.Null(Pidfd.TryOpen(child.Id));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var self = Pidfd.TryOpen(Environment.ProcessId)!;
        using var cancel = new CancellationTokenSource(20);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => self.WaitForExitAsync(cancel.Token));
    }

    [Fact]
    public void The_boot_id_is_a_uuid()
    {
        Assert.True(Guid.TryParse(ProcessTable.BootId(), out _));
        Assert.Contains(Environment.ProcessId, ProcessTable.Ids());
    }
}
