using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;

namespace Gantry.Cli.Interaction;

/// <summary>
/// Shows the progress of one operation. Never throws into the engine, and writes ten times a second at most.
/// </summary>
internal sealed class ProgressReporter(TextWriter writer, ProgressMode mode, TimeProvider time)
    : IProgress<OperationProgress>, IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private OperationProgress _last;
    private long _phaseStart;
    private long _lastWrite;
    private int _drawnWidth;
    private bool _hasPhase;

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        if (mode == ProgressMode.None)
        {
            return;
        }

        lock (_lock)
        {
            var isNewPhase = !_hasPhase || value.Phase != _last.Phase;
            if (isNewPhase)
            {
                EndPhase();
                _phaseStart = time.GetTimestamp();
                _hasPhase = true;
            }

            _last = value;
            if (isNewPhase || time.GetElapsedTime(_lastWrite) >= s_interval)
            {
                _lastWrite = time.GetTimestamp();
                Draw();
            }
        }
    }

    /// <summary>Ends the last phase.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            EndPhase();
            _hasPhase = false;
        }
    }

    private void Draw()
    {
        switch (mode)
        {
            case ProgressMode.Bar:
                Write("\r" + Bar().PadRight(_drawnWidth));
                _drawnWidth = Bar().Length;
                break;
            case ProgressMode.Json:
                Write(Json() + "\n");
                break;
            case ProgressMode.Lines or ProgressMode.None:
                break;
            default:
                throw new InvalidOperationException($"Unknown way to show progress: {mode}.");
        }
    }

    private void EndPhase()
    {
        if (!_hasPhase)
        {
            return;
        }

        switch (mode)
        {
            case ProgressMode.Bar:
                Write("\r" + new string(' ', _drawnWidth) + "\r");
                _drawnWidth = 0;
                break;
            case ProgressMode.Lines:
                Write(
                    $"{_last.Phase}: {Amount()} in "
                    + $"{Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s\n");
                break;
            case ProgressMode.Json:
                Write(Json() + "\n");
                break;
            case ProgressMode.None:
                break;
            default:
                throw new InvalidOperationException($"Unknown way to show progress: {mode}.");
        }
    }

    private TimeSpan Elapsed => time.GetElapsedTime(_phaseStart);

    private string Bar()
    {
        var rate = Elapsed > TimeSpan.Zero ? (long)(_last.Bytes / Elapsed.TotalSeconds) : 0;
        var text = $"{_last.Phase} {Amount()}" + (_last.Bytes > 0 ? $", {HumanSize.Format(rate)}/s" : "");
        if (_last.TotalBytes is not > 0)
        {
            return text;
        }

        var part = Math.Clamp((double)_last.Bytes / _last.TotalBytes.Value, 0, 1);
        var filled = (int)(part * BarWidth);
        var secondsLeft = rate > 0 ? Math.Ceiling((_last.TotalBytes.Value - _last.Bytes) / (double)rate) : 0;
        return $"[{new string('=', filled)}{new string(' ', BarWidth - filled)}] {(int)(part * 100),3} % {text}, "
            + $"{secondsLeft:0} s left";
    }

    private string Amount() => _last.TotalBytes is { } total
        ? $"{HumanSize.Format(_last.Bytes)} of {HumanSize.Format(total)}"
        : HumanSize.Format(_last.Bytes);

    private string Json() => new JsonObject
    {
        ["phase"] = _last.Phase,
        ["bytes"] = _last.Bytes,
        ["totalBytes"] = _last.TotalBytes,
        ["milliseconds"] = (long)Elapsed.TotalMilliseconds,
    }.ToJsonString();

    private void Write(string text)
    {
        try
        {
            writer.Write(text);
            writer.Flush();
        }
        catch (IOException)
        {
            // Who was to see it has gone; the work goes on.
        }
    }
}
