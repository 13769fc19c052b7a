using System.Runtime.InteropServices;
using Gantry.Engine.Model;

namespace Gantry.Cli.Interaction;

/// <summary>Sends the signals this process gets on to a container (<c>--sig-proxy</c>).</summary>
internal sealed class SignalProxy : IDisposable
{
    // Numbers of signal(7): HUP INT QUIT USR1 USR2 TERM CONT WINCH excluded, which is the terminal's.
    private static readonly int[] s_signals = [1, 2, 3, 10, 12, 15];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly IDisposable? _suspension;

    /// <summary>Starts to send them on.</summary>
    /// <param name="engine">The installation.</param>
    /// <param name="container">The container.</param>
    /// <param name="interruption">What would else react to Ctrl-C.</param>
    public SignalProxy(Gantry.Engine.Engine engine, string container, Interruption? interruption)
    {
        _suspension = interruption?.Suspend();
        foreach (var signal in s_signals)
        {
            // Positive values are the system's own numbers.
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                _ = SendAsync(engine, container, signal);
            }));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _suspension?.Dispose();
    }

    private static async Task SendAsync(Gantry.Engine.Engine engine, string container, int signal)
    {
        try
        {
            await engine.KillContainerAsync(container, signal, CancellationToken.None);
        }
        catch (GantryException)
        {
            // It has ended, or has not begun: nobody is there to get the signal.
        }
    }
}
