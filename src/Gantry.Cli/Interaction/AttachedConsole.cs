using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Terminals;

namespace Gantry.Cli.Interaction;

/// <summary>
/// The person's side of an attached container or command: streams, and with a terminal raw mode and sizes. Disposing
/// brings the terminal back.
/// </summary>
internal sealed class AttachedConsole : IDisposable
{
    private readonly IDisposable? _rawMode;
    private readonly CancellationTokenSource _ended = new();
    private readonly Stream? _input;

    /// <summary>Opens it.</summary>
    /// <param name="context">The streams.</param>
    /// <param name="hasTerminal">Whether the container or command has a terminal.</param>
    /// <param name="connected">Which of the three streams are connected.</param>
    /// <param name="detachKeys">Keys that detach; null is Podman's default.</param>
    public AttachedConsole(CommandContext context, bool hasTerminal, ConnectedStreams connected, string? detachKeys)
    {
        context.Out.Flush();
        _input = connected.HasFlag(ConnectedStreams.Input) ? context.OpenInput() : null;
        Streams = new AttachStreams
        {
            Input = _input,
            Output = connected.HasFlag(ConnectedStreams.Output) ? context.OpenOutput() : Stream.Null,
            Error = connected.HasFlag(ConnectedStreams.Error) ? context.OpenError() : Stream.Null,
            DetachKeys = detachKeys ?? AttachStreams.DefaultDetachKeys,
            Sizes = hasTerminal && context.Terminals.Input ? TerminalSession.WatchSizesAsync(_ended.Token) : null,
        };
        if (hasTerminal && _input is not null && context.Terminals.Input)
        {
            _rawMode = TerminalSession.EnterRaw();
        }
    }

    /// <summary>What the engine reads and writes.</summary>
    public AttachStreams Streams { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rawMode?.Dispose();
        _ended.Cancel();
        _input?.Dispose();
        _ended.Dispose();
    }
}
