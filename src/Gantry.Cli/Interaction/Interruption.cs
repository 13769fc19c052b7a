using System.Runtime.InteropServices;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Interaction;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP: the first asks the engine to stop and to undo, the second ends the process at once. The
/// journal covers that.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _suspended;

    /// <summary>Starts to listen.</summary>
    public Interruption()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>
    /// Leaves the signals to somebody else until the result is disposed, as when they go to a container.
    /// </summary>
    public IDisposable Suspend()
    {
        _suspended = true;
        return new Resumption(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_suspended)
        {
            return;
        }

        if (_source.IsCancellationRequested)
        {
            Environment.Exit(ExitCodes.Interrupted);
        }

        _source.Cancel();
    }

    private sealed class Resumption(Interruption interruption) : IDisposable
    {
        public void Dispose() => interruption._suspended = false;
    }
}
