using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Process numbers of the host that a container's processes had.</summary>
internal static class FreedNumbers
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Waits a while until nobody has the number of the container's first process any more. A container that shares the
    /// host's numbers needs the same ones when it is restored, and a process that was ended keeps its number until the
    /// host's init has taken note, which some do late.
    /// </summary>
    public static async Task WaitAsync(Container container, TimeProvider time)
    {
        if (container.Spec.Namespaces.Pid != "host" || container.Status.Process is not { } process)
        {
            return;
        }

        var begun = time.GetTimestamp();
        while (ProcessTable.StartTime(process.Pid) is not null && time.GetElapsedTime(begun) < s_patience)
        {
            await Task.Delay(s_pause, time, CancellationToken.None);
        }
    }
}
