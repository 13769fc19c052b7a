namespace Gantry.Linux;

/// <summary>
/// A thin stream over read(2) and write(2): no buffer, no lock. Asynchronous calls on pipes, sockets and terminals
/// wait in epoll and hold no thread; on regular files, which epoll does not take, they complete at once.
/// </summary>
internal sealed class DescriptorStream(Descriptor descriptor, FileAccess access, bool leaveOpen) : Stream
{
    private readonly bool _canSeek = LibC.LSeek(descriptor, 0, LibC.SeekCur) >= 0;

    public override bool CanRead => access.HasFlag(FileAccess.Read) && !descriptor.IsClosed;

    public override bool CanWrite => access.HasFlag(FileAccess.Write) && !descriptor.IsClosed;

    public override bool CanSeek => _canSeek && !descriptor.IsClosed;

    public override long Length => CanSeek ? descriptor.Status().Size : throw new NotSupportedException();

    public override long Position
    {
        get => Seek(0, SeekOrigin.Current);
        set => Seek(value, SeekOrigin.Begin);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (!_canSeek)
        {
            throw new NotSupportedException("A pipe, socket or terminal cannot seek.");
        }

        var position = LibC.LSeek(descriptor, offset, (int)origin);
        return position >= 0 ? position : throw descriptor.Failure("lseek");
    }

    public override void SetLength(long value) => SparseFile.SetLength(descriptor, value);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = descriptor.TryRead(buffer);
            if (count >= 0)
            {
                return (int)count;
            }

            RequireNotReady("read");
            Readiness.Wait(descriptor, Readiness.Input, Timeout.InfiniteTimeSpan);
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = descriptor.TryWrite(buffer);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            RequireNotReady("write");
            Readiness.Wait(descriptor, Readiness.Output, Timeout.InfiniteTimeSpan);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            // Waiting first: the descriptor may be a terminal or an inherited pipe, where read(2) itself would block.
            if (!_canSeek)
            {
                await Readiness.WaitAsync(descriptor, Readiness.Input, cancellationToken);
            }

            var count = descriptor.TryRead(buffer.Span);
            if (count >= 0)
            {
                return (int)count;
            }

            RequireNotReady("read");
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!buffer.IsEmpty)
        {
            var count = descriptor.TryWrite(buffer.Span);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            RequireNotReady("write");
            await Readiness.WaitAsync(descriptor, Readiness.Output, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            descriptor.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RequireNotReady(string call)
    {
        if (LinuxException.LastError != Errno.EAGAIN)
        {
            throw descriptor.Failure(call);
        }
    }
}
