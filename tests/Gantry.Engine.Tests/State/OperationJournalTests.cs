using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Engine.Tests.State;

public sealed class OperationJournalTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly LockedContainer _container;
    private readonly List<string> _undone = [];
    private readonly HashSet<string> _failing = [];
    private readonly OperationJournal _journal;

    public OperationJournalTests()
    {
        _container = _host.Locks.TryAcquire(ContainerId.NewRandom())!;
        _journal = Journal();
    }

    public void Dispose()
    {
        _container.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_body_that_returns_leaves_nothing_on_record()
    {
        var result = await _journal.RunAsync("start", _container, operation =>
        {
            operation.UndoWith(File("a"));
            Assert.Single(_journal.Pending());
            return Task.FromResult(7);
        }, CancellationToken.None);

        Assert.Equal(7, result);
        Assert.Empty(_undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public async Task A_failed_operation_is_undone_last_step_first_and_the_first_error_is_thrown()
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Fail("a", "b", "c"));

        Assert.Equal("the body", error.Message);
        Assert.Equal(["c", "b", "a"], _undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public async Task A_cancelled_operation_is_undone_without_the_callers_token()
    {
        using var cancellation = new CancellationTokenSource();
        var sawCancelled = true;
        var journal = new OperationJournal(
            _host.Database,
            TimeProvider.System,
            (_, token) =>
            {
                sawCancelled = token.IsCancellationRequested;
                return Task.CompletedTask;
            },
            NullLogger.Instance);

        var running = journal.RunAsync("x", _container, async operation =>
        {
            operation.UndoWith(File("a"));
            await cancellation.CancelAsync();
            cancellation.Token.ThrowIfCancellationRequested();
        }, cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(sawCancelled);
        Assert.Empty(journal.Pending());
    }

    [Fact]
    public async Task A_step_that_fails_does_not_keep_the_others_from_being_tried()
    {
        _failing.Add("b");

        var error = await Assert.ThrowsAsync<GantryException>(() => Fail("a", "b", "c"));

        Assert.Equal(ErrorCode.NeedsRecovery, error.Code);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.Equal("cannot undo b", error.UndoFailures.Single().Message);
        Assert.Equal(["c", "a"], _undone);
        var step = _journal.Pending().Single().Steps.Single();
        Assert.Equal(File("b"), step.Step);
        Assert.Equal("cannot undo b", step.Failure);
    }

    [Fact]
    public async Task A_step_that_failed_blocks_the_container_until_it_is_retried_with_success()
    {
        _failing.Add("a");
        await Assert.ThrowsAsync<GantryException>(() => Fail("a"));

        var blocked = await Assert.ThrowsAsync<GantryException>(() => Succeed());
        await Assert.ThrowsAsync<GantryException>(
            () => _journal.RecoverAsync(_container, retryFailed: true, CancellationToken.None));
        _failing.Clear();
        await Assert.ThrowsAsync<GantryException>(() => Succeed());
        await _journal.RecoverAsync(_container, retryFailed: true, CancellationToken.None);
        await Succeed();

        Assert.Equal(ErrorCode.NeedsRecovery, blocked.Code);
        Assert.Contains("cannot undo a", blocked.Message, StringComparison.Ordinal);
        Assert.Contains($"gantry recover {_container.Id.ShortForm}", blocked.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], _undone);
    }

    [Fact]
    public async Task A_blocked_container_does_not_block_another()
    {
        _failing.Add("a");
        await Assert.ThrowsAsync<GantryException>(() => Fail("a"));
        using var other = _host.Locks.TryAcquire(ContainerId.NewRandom())!;

        await _journal.RunAsync("start", other, _ => Task.CompletedTask, CancellationToken.None);

        Assert.Equal(_container.Id, _journal.Pending().Single().ContainerId);
    }

    [Fact]
    public async Task What_another_process_left_is_undone_before_the_next_operation_begins()
    {
        LeaveBehind("a", "b");

        await _journal.RunAsync("start", _container, _ =>
        {
            Assert.Equal(["b", "a"], _undone);
            return Task.CompletedTask;
        }, CancellationToken.None);

        Assert.Equal(["b", "a"], _undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public async Task Recovering_twice_undoes_once()
    {
        LeaveBehind("a");

        await _journal.RecoverAsync(_container, CancellationToken.None);
        await _journal.RecoverAsync(_container, CancellationToken.None);

        Assert.Equal(["a"], _undone);
    }

    [Fact]
    public async Task Undoing_that_is_itself_cut_short_goes_on_where_it_stopped()
    {
        LeaveBehind("a", "b", "c");
        using var cancellation = new CancellationTokenSource();
        var dying = Journal(step =>
        {
            if (step == "b")
            {
                cancellation.Cancel();
                cancellation.Token.ThrowIfCancellationRequested();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => dying.RecoverAsync(_container, cancellation.Token));
        await _journal.RecoverAsync(_container, CancellationToken.None);

        Assert.Equal(["c", "b", "a"], _undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public async Task Steps_are_undone_even_when_the_database_cannot_be_written_and_again_later()
    {
        var running = _journal.RunAsync("restore", _container, operation =>
        {
            operation.UndoWith(File("a"));
            operation.UndoWith(File("b"));
            _host.Database.Execute("PRAGMA query_only = ON");
            throw new InvalidDataException();
        }, CancellationToken.None);
        var error = await Assert.ThrowsAsync<GantryException>(() => running);
        _host.Database.Execute("PRAGMA query_only = OFF");
        await Succeed();

        Assert.Equal(ErrorCode.NeedsRecovery, error.Code);
        Assert.Equal(["b", "a", "b", "a"], _undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public async Task Left_over_operations_are_undone_newest_first()
    {
        LeaveBehind("old");
        LeaveBehind("new");

        await _journal.RecoverAsync(_container, CancellationToken.None);

        Assert.Equal(["new", "old"], _undone);
    }

    [Fact]
    public async Task An_operation_within_an_operation_leaves_the_outer_one_alone()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.RunAsync("restart", _container, async outer =>
        {
            outer.UndoWith(File("outer"));
            await _journal.RunAsync("stop", _container, inner =>
            {
                inner.UndoWith(File("inner"));
                return Task.CompletedTask;
            }, CancellationToken.None);
            Assert.Empty(_undone);
            throw new InvalidDataException();
        }, CancellationToken.None));

        Assert.Equal(["outer"], _undone);
    }

    [Fact]
    public async Task After_the_point_of_no_return_nothing_is_taken_back()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.RunAsync("rm", _container, operation =>
        {
            operation.UndoWith(File("a"));
            operation.Commit();
            throw new InvalidDataException();
        }, CancellationToken.None));

        Assert.Empty(_undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public async Task Steps_recorded_after_the_point_of_no_return_finish_what_was_begun()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.RunAsync("rm", _container, operation =>
        {
            operation.UndoWith(File("take back"));
            operation.Commit();
            operation.UndoWith(File("finish"));
            Assert.True(_journal.Pending().Single().Committed);
            throw new InvalidDataException();
        }, CancellationToken.None));

        Assert.Equal(["finish"], _undone);
    }

    [Fact]
    public void An_operation_on_record_names_its_living_owner()
    {
        LeaveBehind("a");

        var pending = _journal.Pending().Single();

        Assert.Equal(Environment.ProcessId, pending.OwnerPid);
        Assert.True(pending.OwnerIsAlive);
        Assert.Equal("restore", pending.Name);
    }

    [Fact]
    public async Task A_suspended_operation_has_one_step_that_knows_the_former_ones()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.RunAsync("migrate", _container, operation =>
        {
            operation.UndoWith(File("a"), File("b"));
            var former = operation.Recorded.ToArray();
            operation.Suspend(() => { }, File("c"));
            Assert.Equal([File("a"), File("b")], former);
            Assert.Equal([File("c")], operation.Recorded);
            Assert.Single(_journal.Pending().Single().Steps);
            throw new InvalidDataException();
        }, CancellationToken.None));

        Assert.Equal(["c"], _undone);
        Assert.Empty(_journal.Pending());
    }

    [Fact]
    public void The_owner_of_an_operation_from_before_a_reboot_is_dead()
    {
        LeaveBehind("a");
        _host.Database.Execute("UPDATE operations SET owner_boot_id = 'earlier'");

        Assert.False(_journal.Pending().Single().OwnerIsAlive);
    }

    [Fact]
    public void Every_kind_of_step_survives_the_database()
    {
        var id = _container.Id;
        UndoStep[] steps =
        [
            new UndoStep.DeleteContainer(id), new UndoStep.DeleteTree("/a"), new UndoStep.DeleteFile("/b"),
            new UndoStep.DeleteVolume("v"), new UndoStep.Unmount("/c"), new UndoStep.Thaw(id),
            new UndoStep.KillProcesses(id), new UndoStep.RemoveNetwork(id), new UndoStep.AwaitRuntime(id),
            new UndoStep.OpenNetwork(id),
            new UndoStep.RestoreStatus(id, new ContainerStatus { State = ContainerState.Paused }),
            new UndoStep.RestoreSpec(id, TemporaryHost.Spec("data")),
            new UndoStep.SettleRestore(
                id, new ContainerStatus(), new ContainerStatus { State = ContainerState.Running }, ["/d", "/e"], TemporaryHost.Spec("data")),
            new UndoStep.PutBackVolume(new Volume { Name = "v", MountPoint = "/v", Created = TimeProvider.System.GetUtcNow() }, "/f"),
            new UndoStep.AlignNetworks(id, [new NetworkAttachment { Network = "back" }]),
            new UndoStep.HandOver("m", [new UndoStep.DeleteContainer(id)], [new UndoStep.Thaw(id)]),
            new UndoStep.ReleaseHeld(id),
            new UndoStep.StopIdleInfra(id), new UndoStep.KeepStopped(id, "web"),
        ];
        var rows = new OperationRows(_host.Database, TimeProvider.System);
        long? row = null;
        for (var i = 0; i < steps.Length; i++)
        {
            row = rows.Add(row, new OperationOwner(id, "x"), i, [steps[i]]);
        }

        var read = rows.List(id).Single().Steps.Select(s => s.Step).Reverse().ToArray();

        Assert.Equal(steps[..10], read[..10]);
        Assert.Equal(ContainerState.Paused, Assert.IsType<UndoStep.RestoreStatus>(read[10]).Status.State);
        Assert.Equal("data", Assert.IsType<UndoStep.RestoreSpec>(read[11]).Spec.Volumes.Single().Name);
        var settling = Assert.IsType<UndoStep.SettleRestore>(read[12]);
        Assert.Equal(ContainerState.Running, settling.After.State);
        Assert.Equal(["/d", "/e"], settling.UsedUp);
        Assert.Equal("data", settling.FormerSpec!.Volumes.Single().Name);
        Assert.Equal("v", Assert.IsType<UndoStep.PutBackVolume>(read[13]).Former.Name);
        Assert.Equal("back", Assert.IsType<UndoStep.AlignNetworks>(read[14]).Attachments.Single().Network);
        Assert.Equal(new UndoStep.DeleteContainer(id), Assert.IsType<UndoStep.HandOver>(read[15]).IfRunning.Single());
        Assert.Equal(new UndoStep.ReleaseHeld(id), read[16]);
        Assert.Equal(steps[17..], read[17..]);
        Assert.Equal(typeof(UndoStep).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Length, steps.Length);
    }

    private static UndoStep.DeleteFile File(string path) => new(path);

    private OperationJournal Journal(Action<string>? before = null) => new(
        _host.Database,
        TimeProvider.System,
        (step, _) =>
        {
            var path = ((UndoStep.DeleteFile)step).Path;
            before?.Invoke(path);
            if (_failing.Contains(path))
            {
                throw new IOException($"cannot undo {path}");
            }

            _undone.Add(path);
            return Task.CompletedTask;
        },
        NullLogger.Instance);

    private Task Fail(params string[] steps) => _journal.RunAsync("restore", _container, operation =>
    {
        foreach (var step in steps)
        {
            operation.UndoWith(File(step));
        }

        throw new InvalidDataException("the body");
    }, CancellationToken.None);

    private Task Succeed() => _journal.RunAsync("start", _container, _ => Task.CompletedTask, CancellationToken.None);

    // As a process that was killed leaves it: rows, and nobody who knows of them.
    private void LeaveBehind(params string[] steps)
    {
        var operation = new Operation(
            new OperationRows(_host.Database, TimeProvider.System), new OperationOwner(_container.Id, "restore"));
        foreach (var step in steps)
        {
            operation.UndoWith(File(step));
        }
    }
}
