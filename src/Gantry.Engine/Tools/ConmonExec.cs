using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Tools;

/// <summary>A command that conmon runs in a container. Disposing stops listening; the command goes on.</summary>
internal sealed class ConmonExec : IDisposable
{
    private readonly ConmonChannel _channel;
    private readonly ConmonExecRequest _request;

    internal ConmonExec(ConmonChannel channel, ConmonExecRequest request)
    {
        _channel = channel;
        _request = request;
    }

    /// <summary>Attached only: waits until <see cref="ConmonExecRequest.AttachSocket"/> can be connected to.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: conmon ended.</exception>
    public async Task WaitForAttachSocketAsync(CancellationToken cancellationToken)
    {
        if (!await _channel.WaitForAttachSocketAsync(cancellationToken))
        {
            throw new GantryException(
                ErrorCode.ToolFailed, $"conmon ended before exec session {_request.SessionId} could be attached to.");
        }
    }

    /// <summary>Lets the command run and returns its process.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.CommandNotFound"/>, <see cref="ErrorCode.CommandNotInvocable"/> or
    /// <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public async Task<ProcessIdentity> StartAsync(CancellationToken cancellationToken)
    {
        if (_request.Attach)
        {
            _channel.Go();
        }

        var pid = Conmon.RequirePid(
            await _channel.ReadAsync(cancellationToken), _request.Runtime, _request.RuntimeLog);
        return new ProcessIdentity(pid, ProcessTable.StartTime(pid) ?? 0);
    }

    /// <summary>Waits for the end of the command and returns its exit code.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: conmon was killed.</exception>
    public async Task<int> WaitAsync(CancellationToken cancellationToken) =>
        await _channel.ReadAsync(cancellationToken) is { Data: >= 0 } answer
            ? answer.Data
            : throw new GantryException(
                ErrorCode.ToolFailed,
                $"The exit code of exec session {_request.SessionId} is unknown: its conmon ended first.");

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
