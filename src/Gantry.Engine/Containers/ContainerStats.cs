using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Reads what containers use from their cgroups and network namespaces.</summary>
internal sealed class ContainerStats(ContainerContext context, ContainerReconciler reconciler)
{
    /// <summary>What a container uses now; one that does not run uses nothing.</summary>
    public ContainerUsage Read(ContainerId id)
    {
        var container = reconciler.Correct(context.Require(id));
        var now = context.Time.GetUtcNow();
        var idle = new ContainerUsage
        {
            Id = id,
            Name = container.Name,
            IsRunning = false,
            Taken = now,
            Started = container.Status.StartedAt ?? container.Created,
        };
        if (container.Status is not { State: ContainerState.Running or ContainerState.Paused, Process: { } process })
        {
            return idle;
        }

        try
        {
            var counters = new CgroupCounters(process.Pid);
            var (received, sent) = NetworkCounters.Parse(File.ReadAllText($"/proc/{process.Pid}/net/dev"));
            var (read, written) = counters.BlockBytes();
            return idle with
            {
                IsRunning = true,
                ProcessorTime = counters.ProcessorTime(),
                MemoryBytes = counters.MemoryBytes(),
                MemoryLimitBytes = Math.Min(counters.MemoryLimitBytes(), Machine.MemoryBytes),
                ReceivedBytes = received,
                SentBytes = sent,
                ReadBytes = read,
                WrittenBytes = written,
                Processes = counters.Processes(),
            };
        }
        catch (IOException)
        {
            // It ended while it was looked at.
            return idle;
        }
    }
}
