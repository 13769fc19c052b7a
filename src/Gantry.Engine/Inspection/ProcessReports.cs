using System.Buffers.Binary;
using System.Globalization;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model.Reports;
using Google.Protobuf.Collections;

namespace Gantry.Engine.Inspection;

/// <summary>Joins CRIU's images into processes.</summary>
internal sealed class ProcessReports(CriuImageSet images, ProcessTexts texts, bool showSecrets)
{
    private const ulong NoSystemCall = ulong.MaxValue;

    private readonly DescriptorReports _descriptors = new(images);
    private readonly MemoryReports _memory = new(images);

    /// <summary>The processes, parents before their children, in the order of their numbers.</summary>
    public IReadOnlyList<ProcessReport> All() => [.. Ordered().Select(Describe)];

    private IEnumerable<TreeItem> Ordered()
    {
        var children = images.Tree.ToLookup(item => item.Parent);
        var known = images.Tree.Select(item => item.Pid).ToHashSet();
        var roots = images.Tree.Where(item => item.Parent == item.Pid || !known.Contains(item.Parent));
        var pending = new Stack<TreeItem>(roots.OrderByDescending(item => item.Pid));
        var seen = new HashSet<uint>();
        while (pending.TryPop(out var item))
        {
            // A damaged tree may name a process twice, or its own child as its parent.
            if (seen.Add(item.Pid))
            {
                yield return item;
                foreach (var child in children[item.Pid].OrderByDescending(child => child.Pid))
                {
                    pending.Push(child);
                }
            }
        }
    }

    private ProcessReport Describe(TreeItem item)
    {
        var core = images.Cores.GetValueOrDefault(item.Pid);
        var task = core?.Process;
        var objects = core?.Objects ?? images.Objects.GetValueOrDefault(item.Pid);
        var folders = images.Folders.GetValueOrDefault(item.Pid);
        var areas = _memory.Of(item.Pid);
        return new ProcessReport
        {
            Pid = item.Pid,
            ParentPid = item.Parent,
            GroupId = item.Group,
            SessionId = item.Session,
            Name = task is null ? "" : ReportText.Of(task.Name),
            State = StateOf(task),
            Executable = images.Memory.TryGetValue(item.Pid, out var memory) ? _descriptors.PathOf(memory.Executable) : "",
            Arguments = texts.Of(item.Pid, isEnvironment: false),
            Environment = EnvironmentReport.Of(texts.Of(item.Pid, isEnvironment: true), showSecrets),
            WorkingDirectory = folders is null ? "" : _descriptors.PathOf(folders.Working),
            RootDirectory = folders is null ? "" : _descriptors.PathOf(folders.Root),
            Umask = folders?.Umask ?? 0,
            Credentials = CredentialsOf(core),
            OomScoreAdjustment = task?.OomScoreAdjustment ?? 0,
            Cgroups = CgroupsOf(core),
            HandledSignals = HandledBy(task),
            Timers = [.. TimersOf(task?.Timers)],
            Threads = [.. item.Threads.Select(ThreadOf)],
            Descriptors = objects is null ? [] : _descriptors.Of(objects.Files),
            Memory = areas,
            MappedBytes = areas.Aggregate(0UL, (sum, area) => sum + area.Bytes),
            DumpedBytes = images.Pages.GetValueOrDefault(item.Pid)?.Ranges
                .Where(range => range.Place == PagePlace.Here)
                .Aggregate(0UL, (sum, range) => sum + range.Bytes) ?? 0,
        };
    }

    // include/common/err.h has them as TASK_ALIVE and so on (criu/include/pid.h).
    private static string StateOf(Process? task) => task?.State switch
    {
        null => "",
        1 => "running",
        2 => "dead",
        3 => "stopped",
        6 => "zombie",
        var other => $"state {other}",
    };

    private static CredentialsReport CredentialsOf(Core? core)
    {
        var credentials = core?.Thread?.Credentials;
        return credentials is null ? new CredentialsReport() : new CredentialsReport
        {
            Uid = credentials.Uid,
            Gid = credentials.Gid,
            EffectiveUid = credentials.EffectiveUid,
            EffectiveGid = credentials.EffectiveGid,
            Groups = [.. credentials.Groups],
            Capabilities = [.. CapabilitiesOf(credentials.EffectiveCapabilities)],
            NoNewPrivileges = credentials.NoNewPrivileges != 0,
            Seccomp = (core!.Thread.HasSeccompMode ? core.Thread.SeccompMode : core.Process?.SeccompMode ?? 0) switch
            {
                0 => "none",
                1 => "strict",
                _ => "filter",
            },
            SecurityProfile = ReportText.Of(credentials.SecurityProfile),
        };
    }

    private static IEnumerable<string> CapabilitiesOf(RepeatedField<uint> words) =>
        Enumerable.Range(0, words.Count * 32)
            .Where(number => (words[number / 32] >> (number % 32) & 1) != 0)
            .Select(number => number < CapabilityNames.ByNumber.Count
                ? CapabilityNames.ByNumber[number]
                : string.Create(CultureInfo.InvariantCulture, $"CAP_{number}"));

    private IReadOnlyList<string> CgroupsOf(Core? core) =>
        core?.Thread is { HasCgroupSet: true } thread && images.Cgroups.TryGetValue(thread.CgroupSet, out var set)
            ? [.. set.Members.Select(member => $"{ReportText.Of(member.Controller)}:{ReportText.Of(member.Path)}")]
            : [];

    // SIG_DFL and SIG_IGN are the addresses 0 and 1. CRIU leaves out SIGKILL and SIGSTOP, 9 and 19, in between.
    private static IReadOnlyList<int> HandledBy(Process? task)
    {
        int[] numbers = [.. Enumerable.Range(1, 64).Where(number => number is not (9 or 19))];
        return [.. (task?.Handlers ?? []).Zip(numbers).Where(pair => pair.First.Address > 1).Select(pair => pair.Second)];
    }

    private ThreadReport ThreadOf(uint id)
    {
        var core = images.Cores.GetValueOrDefault(id);
        var registers = core?.X86?.Registers;
        var name = core?.Thread is { HasName: true } thread ? thread.Name : core?.Process?.Name;
        return new ThreadReport(
            id,
            name is null ? "" : ReportText.Of(name),
            registers?.Instruction ?? core?.Arm64?.Registers?.Instruction,
            registers?.Stack ?? core?.Arm64?.Registers?.Stack,
            registers is null || registers.OriginalAx == NoSystemCall ? null : (long)registers.OriginalAx,
            [.. PendingOf(core?.Thread?.PendingSignals), .. PendingOf(core?.Process?.PendingSignals)]);
    }

    // The first word of a siginfo_t is the signal's number.
    private static IEnumerable<int> PendingOf(SignalQueue? queue) =>
        (queue?.Signals ?? [])
            .Where(signal => signal.Info.Length >= sizeof(int))
            .Select(signal => BinaryPrimitives.ReadInt32LittleEndian(signal.Info.Span));

    private static IEnumerable<TimerReport> TimersOf(Timers? timers)
    {
        (string Kind, IntervalTimer? Timer)[] intervals =
            [("real", timers?.Real), ("virtual", timers?.VirtualTime), ("profiling", timers?.Profiling)];
        foreach (var (kind, timer) in intervals)
        {
            if (timer is { ValueSeconds: > 0 } or { ValueMicroseconds: > 0 })
            {
                yield return new TimerReport(
                    kind,
                    Time(timer.ValueSeconds, timer.ValueMicroseconds * 1000),
                    Time(timer.IntervalSeconds, timer.IntervalMicroseconds * 1000));
            }
        }

        foreach (var timer in timers?.Posix ?? [])
        {
            yield return new TimerReport(
                $"posix {timer.Id}",
                Time(timer.ValueSeconds, timer.ValueNanoseconds),
                Time(timer.IntervalSeconds, timer.IntervalNanoseconds));
        }
    }

    // Clamped: an image may claim any time.
    private static TimeSpan Time(ulong seconds, ulong nanoseconds) =>
        TimeSpan.FromSeconds(Math.Min(seconds, uint.MaxValue)) + TimeSpan.FromTicks((long)Math.Min(nanoseconds / 100, uint.MaxValue));
}
