using System.Text;
using System.Threading.Channels;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Dashboards;

/// <summary>Shows containers, checkpoints and migrations, looked at every second, and does what keys say.</summary>
internal sealed class Dashboard
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    // To look into archives takes reading each of them.
    private static readonly TimeSpan s_archiveInterval = TimeSpan.FromSeconds(10);

    private readonly CommandContext _context;
    private readonly Engine.Engine _engine;
    private readonly string _folder;
    private readonly StringWriter _log;
    private readonly DashboardActions _actions;
    private readonly Channel<string> _input = Channel.CreateUnbounded<string>();
    private IReadOnlyList<CheckpointListing> _archives = [];
    private DateTimeOffset _archivesRead;
    private DashboardView _view = new();
    private Func<Task<IReadOnlyList<string>>>? _text;
    private (Task Task, CancellationTokenSource Source)? _action;
    private bool _isLeaving;

    /// <summary>Prepares.</summary>
    /// <param name="context">The terminal and the clock.</param>
    /// <param name="engine">The installation.</param>
    /// <param name="folder">Folder of checkpoint archives.</param>
    /// <param name="log">What the engine writes to its log.</param>
    public Dashboard(CommandContext context, Engine.Engine engine, string folder, StringWriter log)
    {
        _context = context;
        _engine = engine;
        _folder = folder;
        _log = log;
        _actions = new DashboardActions(engine, context.Time);
    }

    /// <summary>Runs until the person leaves, or a signal ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var screen = new FullScreen(_context);
        var reading = ReadKeysAsync(ended.Token);
        try
        {
            while (!_isLeaving && !cancellationToken.IsCancellationRequested)
            {
                await LookAsync(cancellationToken);
                var (columns, rows) = FullScreen.Size;
                screen.Draw(_view.Draw(columns, rows, _context.Time.GetUtcNow()));
                await WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A signal: the person leaves.
        }
        finally
        {
            await EndActionAsync();
            await ended.CancelAsync();
            await reading;
        }
    }

    private async Task ReadKeysAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[256];
        var characters = new char[buffer.Length];
        var decoder = Encoding.UTF8.GetDecoder();
        await using var input = _context.OpenInput();
        try
        {
            while (await input.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                var length = decoder.GetChars(buffer.AsSpan(0, count), characters, flush: false);
                _input.Writer.TryWrite(new string(characters, 0, length));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The person leaves, or the terminal is gone.
        }

        _input.Writer.TryComplete();
    }

    // Until a key, the end of an action, or the next look.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tick = Task.Delay(s_interval, _context.Time, enough.Token);
        var key = _input.Reader.WaitToReadAsync(enough.Token).AsTask();
        await Task.WhenAny([tick, key, .. _action is { } action ? (Task[])[action.Task] : []]);
        await enough.CancelAsync();
        if (_action is { Task.IsCompleted: true } done)
        {
            await done.Task;
            done.Source.Dispose();
            _action = null;
            _archivesRead = default;
        }

        if (key is { IsCompletedSuccessfully: true, Result: false })
        {
            _isLeaving = true;
        }

        while (_input.Reader.TryRead(out var text))
        {
            foreach (var typed in DashboardKey.Read(text))
            {
                Take(typed);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = _context.Time.GetUtcNow();
        if (now - _archivesRead >= s_archiveInterval)
        {
            _archives = await Engine.Engine.ListCheckpointArchivesAsync(_folder, null, cancellationToken);
            _archivesRead = now;
        }

        var containers = _engine.ListContainers();
        var migrations = _engine.ListMigrations();
        _view = _view with
        {
            Title = $"gantry: {Counted(containers.Count, "container")}, {Counted(_archives.Count, "checkpoint")} in {_folder}, "
                + Counted(migrations.Count, "migration"),
            Sections =
            [
                ("CONTAINERS", [.. containers.Select(one => new DashboardRow.OfContainer(one))]),
                ("CHECKPOINTS", [.. _archives.Select(one => new DashboardRow.OfArchive(one))]),
                ("MIGRATIONS", [.. migrations.Select(one => new DashboardRow.OfMigration(one))]),
            ],
            Status = _actions.Status is { Length: > 0 } status ? status : LastOf(_log),
        };
        _view = _view.ChosenRow is null ? _view.Move(0) : _view;
        if (_text is not null)
        {
            _view = _view with { Text = await ReadTextAsync(_text) };
        }
    }

    private void Take(DashboardKey key)
    {
        if (_view.Prompt is var (question, answer))
        {
            TakeAnswer(key, question, answer);
            return;
        }

        switch (key)
        {
            case { Kind: KeyKind.Up } or { Character: 'k' }:
                MoveBy(-1);
                break;
            case { Kind: KeyKind.Down } or { Character: 'j' }:
                MoveBy(1);
                break;
            case { Kind: KeyKind.PageUp }:
                MoveBy(-FullScreen.Size.Rows / 2);
                break;
            case { Kind: KeyKind.PageDown }:
                MoveBy(FullScreen.Size.Rows / 2);
                break;
            case { Kind: KeyKind.Back or KeyKind.Interrupt } or { Character: 'q' }:
                GoBack(key);
                break;
            case { Kind: KeyKind.Character, Character: var letter } when _text is null:
                Act(letter);
                break;
            default:
                break;
        }
    }

    private void MoveBy(int count)
    {
        var most = _view.MostScrolled(FullScreen.Size.Rows);
        _view = _text is null
            ? _view.Move(count)
            : _view with { Scrolled = Math.Clamp(Math.Min(_view.Scrolled, most) + count, 0, most) };
    }

    private void GoBack(DashboardKey key)
    {
        if (_text is not null)
        {
            (_text, _view) = (null, _view with { Text = null, Scrolled = 0 });
            return;
        }

        // Escape alone is too easily typed to end the program.
        _isLeaving = key.Kind != KeyKind.Back;
    }

    private void Act(char letter)
    {
        if (letter == '?')
        {
            Show(() => Task.FromResult(DashboardView.Help));
            return;
        }

        if (_view.ChosenRow is not { } row)
        {
            return;
        }

        switch (letter)
        {
            case 'i':
                Show(() => _actions.InspectAsync(row, _context.Time.GetUtcNow()));
                break;
            case 'l' when row is DashboardRow.OfContainer of:
                Show(() => _actions.LogsAsync(of.Container));
                _view = _view with { Scrolled = int.MaxValue };
                break;
            case 'c' when row is DashboardRow.OfContainer of:
                Begin(token => _actions.CheckpointAsync(of.Container, token));
                break;
            case 'r' when row is DashboardRow.OfContainer of:
                Begin(token => _actions.RestoreAsync(of.Container, token));
                break;
            case 'r' when row is DashboardRow.OfArchive of:
                Begin(token => _actions.RestoreAsync(of.Archive, token));
                break;
            case 'm' when row is DashboardRow.OfContainer of:
                _view = _view with { Prompt = ($"Migrate {of.Container.Name} to host: ", "") };
                break;
            default:
                break;
        }
    }

    private void TakeAnswer(DashboardKey key, string question, string answer)
    {
        switch (key.Kind)
        {
            case KeyKind.Character:
                _view = _view with { Prompt = (question, answer + key.Character) };
                break;
            case KeyKind.Erase:
                _view = _view with { Prompt = (question, answer.Length > 0 ? answer[..^1] : "") };
                break;
            case KeyKind.Enter when answer.Length > 0 && _view.ChosenRow is DashboardRow.OfContainer of:
                _view = _view with { Prompt = null };
                Begin(token => _actions.MigrateAsync(of.Container, answer, token));
                break;
            case KeyKind.Enter or KeyKind.Back or KeyKind.Interrupt:
                _view = _view with { Prompt = null };
                break;
            default:
                break;
        }
    }

    private void Show(Func<Task<IReadOnlyList<string>>> read)
    {
        _text = read;
        _view = _view with { Scrolled = 0 };
    }

    // One thing at a time, so that the status line belongs to it.
    private void Begin(Func<CancellationToken, Task> act)
    {
        if (_action is null)
        {
            var source = new CancellationTokenSource();
            _action = (act(source.Token), source);
        }
    }

    private async Task EndActionAsync()
    {
        if (_action is var (task, source))
        {
            await source.CancelAsync();
            await task;
            source.Dispose();
        }
    }

    private static async Task<IReadOnlyList<string>> ReadTextAsync(Func<Task<IReadOnlyList<string>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (CliRunner.Describe(e) is { } message)
        {
            return [message];
        }
    }

    private static string LastOf(StringWriter log)
    {
        lock (log)
        {
            return log.ToString().TrimEnd('\n').Split('\n')[^1];
        }
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
