using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Inspection;
using Gantry.Engine.Model.Reports;
using Google.Protobuf;

namespace Gantry.Engine.Tests.Inspection;

public sealed class ProcessReportsTests
{
    [Fact]
    public void Parents_come_before_their_children_and_each_process_once()
    {
        var images = new CriuImageSet();
        images.Tree.AddRange(
        [
            new TreeItem { Pid = 9, Parent = 3 }, new TreeItem { Pid = 3, Parent = 1 }, new TreeItem { Pid = 1 },
            new TreeItem { Pid = 2, Parent = 1 }, new TreeItem { Pid = 2, Parent = 9 },
        ]);

        Assert.Equal([1u, 2u, 3u, 9u], All(images).Select(process => process.Pid));
    }

    [Fact]
    public void A_tree_that_runs_in_a_circle_ends()
    {
        var images = new CriuImageSet();
        images.Tree.AddRange([new TreeItem { Pid = 1, Parent = 2 }, new TreeItem { Pid = 2, Parent = 1 }]);

        Assert.Empty(All(images));
    }

    [Fact]
    public void Signals_timers_and_threads_are_told()
    {
        var images = new CriuImageSet();
        images.Tree.Add(new TreeItem { Pid = 1, Threads = { 1 } });
        images.Cores[1] = new Core
        {
            Process = new Process
            {
                State = 3,
                Name = ByteString.CopyFromUtf8("x\0"),
                Handlers = { Enumerable.Range(0, 62).Select(index => new SignalHandler { Address = index is 0 or 8 or 17 ? 0x400000u : 1u }) },
                Timers = new Timers { Real = new IntervalTimer { ValueSeconds = 5, IntervalSeconds = ulong.MaxValue } },
            },
            Thread = new ProcessThread
            {
                PendingSignals = new SignalQueue { Signals = { new QueuedSignal { Info = ByteString.CopyFrom([10, 0, 0, 0]) } } },
                Credentials = new Credentials { EffectiveCapabilities = { 1, 1u << 9 } },
            },
            X86 = new X86State { Registers = new X86Registers { Instruction = 0x401000, OriginalAx = 35 } },
        };

        var process = All(images).Single();

        Assert.Equal(("x", "stopped"), (process.Name, process.State));
        Assert.Equal([1, 10, 20], process.HandledSignals);
        Assert.Equal(TimeSpan.FromSeconds(5), process.Timers.Single().Remaining);
        Assert.Equal(["CAP_CHOWN", "CAP_41"], process.Credentials.Capabilities);
        Assert.Equal((0x401000ul, 35L), (process.Threads[0].Instruction, process.Threads[0].SystemCall));
        Assert.Equal([10], process.Threads[0].PendingSignals);
    }

    private static IReadOnlyList<ProcessReport> All(CriuImageSet images) =>
        new ProcessReports(images, new ProcessTexts(images), showSecrets: false).All();
}
