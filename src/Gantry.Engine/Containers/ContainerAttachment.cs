using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// A connection to the standard streams of a container or command, through conmon's attach socket: what we send is
/// standard input; each packet received begins with a byte that says where it comes from (conmon, src/ctr_stdio.c).
/// </summary>
internal sealed class ContainerAttachment : IDisposable
{
    private const byte FromOutput = 2;
    private const byte FromError = 3;

    // conmon's packets hold at most 8 KiB and that byte; it takes up to 32 KiB from us.
    private const int PacketLength = 16 * 1024;
    private const int ResizeMessage = 1;

    private readonly Descriptor _socket;
    private readonly Stream _stream;
    private readonly string _controlPipe;

    private ContainerAttachment(Descriptor socket, string controlPipe)
    {
        _socket = socket;
        _stream = socket.AsStream(FileAccess.ReadWrite, leaveOpen: true);
        _controlPipe = controlPipe;
    }

    /// <summary>Connects. Output written before is not seen: connect before the processes begin.</summary>
    /// <param name="attachSocket">conmon's socket <c>attach</c>.</param>
    /// <param name="controlPipe">conmon's pipe <c>ctl</c>.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: no conmon listens.</exception>
    public static ContainerAttachment Open(string attachSocket, string controlPipe)
    {
        try
        {
            return new ContainerAttachment(UnixSocket.ConnectSeqpacket(attachSocket), controlPipe);
        }
        catch (LinuxException failure)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"Cannot attach through \"{attachSocket}\": {failure.Message}. You can only attach to running containers.",
                failure);
        }
    }

    /// <summary>
    /// Copies both ways until the other side ends or the person types the detach keys. The end of the caller's input
    /// closes standard input on the other side and goes on with the output.
    /// </summary>
    public async Task<AttachEnd> RunAsync(AttachStreams streams, CancellationToken cancellationToken)
    {
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var output = CopyOutputAsync(streams, finished.Token);
        var input = CopyInputAsync(streams, finished.Token);
        var sizes = ForwardSizesAsync(streams, finished.Token);
        var first = await Task.WhenAny(output, input);
        if (first == input && !await input)
        {
            // End of input, no detaching: the output goes on.
            await output;
        }

        var end = output.IsCompleted ? AttachEnd.Ended : AttachEnd.Detached;
        await finished.CancelAsync();
        await IgnoreCancellationAsync(sizes);
        if (end == AttachEnd.Ended)
        {
            await output;
        }
        else
        {
            await IgnoreCancellationAsync(output);
        }

        // Not awaited: a terminal's read may not heed the token, and what it reads no one wants any more.
        return end;
    }

    /// <summary>Tells the terminal on the other side its size.</summary>
    public void Resize(TerminalSize size)
    {
        // ReadWrite, so that opening does not wait for a reader where conmon has ended.
        using var pipe = new FileStream(
            _controlPipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(Encoding.ASCII.GetBytes($"{ResizeMessage} {size.Rows} {size.Columns}\n"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task CopyOutputAsync(AttachStreams streams, CancellationToken cancellationToken)
    {
        var packet = new byte[PacketLength];
        while (true)
        {
            var length = await ReceiveAsync(packet, cancellationToken);
            if (length == 0)
            {
                break;
            }

            var target = packet[0] switch
            {
                FromOutput => streams.Output,
                FromError => streams.Error,
                _ => null,
            };
            if (target is not null)
            {
                await target.WriteAsync(packet.AsMemory(1, length - 1), cancellationToken);
                await target.FlushAsync(cancellationToken);
            }
        }
    }

    private async Task<int> ReceiveAsync(byte[] packet, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(packet, cancellationToken);
        }
        catch (LinuxException failure) when (failure.Errno == Errno.ECONNRESET)
        {
            // conmon ended while we still had input under way.
            return 0;
        }
    }

    // True when the person detached, false at the end of input.
    private async Task<bool> CopyInputAsync(AttachStreams streams, CancellationToken cancellationToken)
    {
        if (streams.Input is null)
        {
            return false;
        }

        var keys = new DetachKeys(streams.DetachKeys);
        var buffer = new byte[PacketLength / 2];
        try
        {
            while (true)
            {
                var length = await streams.Input.ReadAsync(buffer, cancellationToken);
                if (length == 0)
                {
                    UnixSocket.ShutdownWrite(_socket);
                    return false;
                }

                var typed = keys.Feed(buffer.AsSpan(0, length));
                if (typed.Pass.Length > 0)
                {
                    await _stream.WriteAsync(typed.Pass, cancellationToken);
                }

                if (typed.Detach)
                {
                    return true;
                }
            }
        }
        catch (LinuxException failure) when (failure.Errno is Errno.EPIPE or Errno.ECONNRESET or Errno.ENOTCONN)
        {
            // The other side takes no input any more; its output tells when it ends.
            return false;
        }
    }

    private async Task ForwardSizesAsync(AttachStreams streams, CancellationToken cancellationToken)
    {
        if (streams.Sizes is null)
        {
            return;
        }

        await foreach (var size in streams.Sizes.WithCancellation(cancellationToken))
        {
            try
            {
                Resize(size);
            }
            catch (FileNotFoundException)
            {
                // It has just been taken down; the output will end too.
                return;
            }
        }
    }

    private static async Task IgnoreCancellationAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // We ended it ourselves.
        }
    }
}
