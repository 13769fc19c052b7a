using Gantry.Engine.Model;

namespace Gantry.Cli.Interaction;

/// <summary>Remembers when each phase of one operation was, and hands the progress on.</summary>
internal sealed class PhaseRecorder(IProgress<OperationProgress> shown, TimeProvider time) : IProgress<OperationProgress>
{
    private readonly Lock _lock = new();
    private readonly List<PhaseTime> _phases = [];
    private readonly long _begun = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        shown.Report(value);
        lock (_lock)
        {
            EndLast();
            if (_phases is [.., var last] && last.Name == value.Phase)
            {
                _phases[^1] = last with { Bytes = value.Bytes };
            }
            else
            {
                _phases.Add(new PhaseTime(value.Phase, time.GetElapsedTime(_begun), TimeSpan.Zero, value.Bytes));
            }
        }
    }

    /// <summary>The phases in their order; the last one ends now.</summary>
    public IReadOnlyList<PhaseTime> End()
    {
        lock (_lock)
        {
            EndLast();
            return [.. _phases];
        }
    }

    private void EndLast()
    {
        if (_phases is [.., var last])
        {
            _phases[^1] = last with { Length = time.GetElapsedTime(_begun) - last.Start };
        }
    }
}
