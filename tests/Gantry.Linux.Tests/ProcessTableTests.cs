namespace Gantry.Linux.Tests;

public class ProcessTableTests
{
    [RootFact]
    public async Task A_killed_child_that_its_parent_has_not_asked_for_shows_the_signal()
    {
        await using var shell = ChildProcess.Start(Programs.Shell("sleep 600 & kill -9 $!; exec sleep 600"));
        var zombie = 0;
        while (zombie == 0)
        {
            await Task.Delay(10, Programs.Soon);
            zombie = ProcessTable.Descendants(shell.Id).FirstOrDefault(id => ProcessTable.TerminatingSignal(id) is not null);
        }

        Assert.Equal(9, ProcessTable.TerminatingSignal(zombie));
        Assert.Null(ProcessTable.TerminatingSignal(shell.Id));
        shell.Signal(9);
        await shell.WaitAsync(Programs.Soon);
    }

    [Fact]
    public void Our_own_memory_is_more_than_a_page_and_that_of_no_process_is_none()
    {
        Assert.True(ProcessTable.ResidentBytes(Environment.ProcessId) > Machine.PageSizeBytes);
        Assert.Equal(0, ProcessTable.ResidentBytes(int.MaxValue));
    }
}
