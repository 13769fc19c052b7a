using System.Diagnostics;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>A container whose processes stand still; CRIU leaves the freezer as it finds it, so one freeze covers dump and files.</summary>
internal sealed class FrozenContainer
{
    private readonly CgroupFreezer _freezer;
    private readonly long _since;
    private TimeSpan? _duration;

    private FrozenContainer(CgroupFreezer freezer, long since)
    {
        _freezer = freezer;
        _since = since;
    }

    /// <summary>How long it stood still, so far or in all.</summary>
    public TimeSpan Duration => _duration ?? Stopwatch.GetElapsedTime(_since);

    /// <summary>Freezes a running container. The caller has put the thaw on record: no disk is waited for in here.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it has ended.</exception>
    public static async Task<FrozenContainer> FreezeAsync(Container container, CancellationToken cancellationToken)
    {
        var process = container.Status.Process
            ?? throw new GantryException(ErrorCode.WrongState, $"Container {container.Id} has no process to freeze.");
        var freezer = TryFindFreezer(process)
            ?? throw new GantryException(
                ErrorCode.WrongState, $"Cannot checkpoint {container.Name}: it ended before it could be frozen.");
        var since = Stopwatch.GetTimestamp();
        await freezer.FreezeAsync(cancellationToken);
        return new FrozenContainer(freezer, since);
    }

    /// <summary>Lets the processes go on.</summary>
    public async Task ThawAsync(CancellationToken cancellationToken)
    {
        await _freezer.ThawAsync(cancellationToken);
        _duration = Stopwatch.GetElapsedTime(_since);
    }

    private static CgroupFreezer? TryFindFreezer(ProcessIdentity process)
    {
        try
        {
            var freezer = CgroupFreezer.ForProcess(process.Pid);

            // Looked at now: before, the number could have become another process's since.
            return ProcessTable.IsAlive(process.Pid, process.StartTime) ? freezer : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
