using Gantry.Engine.Model;
using Gantry.Engine.Model.Events;
using Gantry.Engine.State;

namespace Gantry.Engine.Tests.State;

public sealed class EventLogTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly EventLog _log;

    public EventLogTests()
    {
        _log = new EventLog(_host.Layout, "file");
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Events_come_back_in_order_and_one_to_a_line()
    {
        await _log.AppendAsync(Event("create"), CancellationToken.None);
        await _log.AppendAsync(Event("start") with { Name = "a\nb" }, CancellationToken.None);

        Assert.Equal(["create", "start"], _log.Read().Select(e => e.Status));
        Assert.Equal("a\nb", _log.Read()[1].Name);
        Assert.Equal(2, File.ReadAllLines(_host.Layout.Events).Length);
        Assert.StartsWith("{\"Time\":", File.ReadAllText(_host.Layout.Events), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_cut_short_is_passed_over_and_spoils_no_other()
    {
        await _log.AppendAsync(Event("create"), CancellationToken.None);
        File.AppendAllText(_host.Layout.Events, "{\"Time\":\"20");

        await _log.AppendAsync(Event("start"), CancellationToken.None);

        Assert.Equal(["create", "start"], _log.Read().Select(e => e.Status));
    }

    [Fact]
    public async Task Writers_do_not_mix_their_lines()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            new EventLog(_host.Layout, "file")
                .AppendAsync(Event($"s{i}"), CancellationToken.None))));

        Assert.Equal(20, _log.Read().Select(e => e.Status).Distinct().Count());
    }

    [Fact]
    public async Task A_long_log_keeps_its_newer_half()
    {
        var line = Event(new string('x', 1024));
        await _log.AppendAsync(line, CancellationToken.None);
        var text = File.ReadAllText(_host.Layout.Events);
        File.WriteAllText(_host.Layout.Events, string.Concat(Enumerable.Repeat(text, 1100)));

        await _log.AppendAsync(Event("last"), CancellationToken.None);

        Assert.InRange(new FileInfo(_host.Layout.Events).Length, 1, 1 << 20);
        Assert.Equal("last", _log.Read()[^1].Status);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_host.Layout.Events));
    }

    [Fact]
    public async Task The_backend_none_keeps_nothing()
    {
        var none = new EventLog(_host.Layout, "none");

        await none.AppendAsync(Event("create"), CancellationToken.None);

        Assert.Empty(none.Read());
        Assert.False(File.Exists(_host.Layout.Events));
    }

    [Fact]
    public void An_unknown_backend_is_refused()
    {
        var error = Assert.Throws<GantryException>(() => new EventLog(_host.Layout, "paper"));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    private static EngineEvent Event(string status) => new()
    {
        Time = DateTimeOffset.UnixEpoch,
        Type = "container",
        Status = status,
    };
}
