using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// An open file descriptor of any kind, closed on exec. Whoever holds the object disposes it; a finalizer closes
/// what was forgotten.
/// </summary>
public sealed class Descriptor : SafeHandle
{
    /// <summary>Takes over the descriptor <paramref name="number"/>.</summary>
    /// <param name="number">An open descriptor.</param>
    /// <param name="ownsHandle">False leaves it open when this object is disposed.</param>
    public Descriptor(int number, bool ownsHandle = true)
        : base(-1, ownsHandle)
    {
        SetHandle(number);
    }

    /// <summary>The kernel's number, valid until this object is disposed.</summary>
    public int Number => (int)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>
    /// Another descriptor for the same open file: both share the offset and the lock (F_DUPFD_CLOEXEC).
    /// </summary>
    public Descriptor Duplicate() => Duplicate(0);

    /// <summary>The file's attributes (statx(2)).</summary>
    public FileStatus Status() => FileStatusReader.Read(this);

    /// <summary>
    /// Reads at the current offset; 0 is the end. Waits where the descriptor blocks, and throws
    /// <see cref="Errno.EAGAIN"/> where it does not.
    /// </summary>
    public int Read(Span<byte> buffer)
    {
        var count = TryRead(buffer);
        return count >= 0 ? (int)count : throw Failure("read");
    }

    /// <summary>Reads at <paramref name="offset"/> bytes, leaving the current offset alone; 0 is the end.</summary>
    public unsafe int ReadAt(Span<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer)
        {
            nint count;
            do
            {
                count = LibC.PRead(this, pointer, (nuint)buffer.Length, offset);
            }
            while (LibC.Interrupted(count));

            return count >= 0 ? (int)count : throw Failure("pread");
        }
    }

    /// <summary>Writes all of <paramref name="buffer"/> at the current offset.</summary>
    public void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = TryWrite(buffer);
            if (count < 0)
            {
                throw Failure("write");
            }

            buffer = buffer[(int)count..];
        }
    }

    /// <summary>Writes all of <paramref name="buffer"/> at <paramref name="offset"/> bytes.</summary>
    public unsafe void WriteAt(ReadOnlySpan<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            nint count;
            fixed (byte* pointer = buffer)
            {
                count = LibC.PWrite(this, pointer, (nuint)buffer.Length, offset);
            }

            if (LibC.Interrupted(count))
            {
                continue;
            }

            if (count < 0)
            {
                throw Failure("pwrite");
            }

            buffer = buffer[(int)count..];
            offset += count;
        }
    }

    /// <summary>Writes content and attributes to the disk (fsync(2)).</summary>
    public void Sync()
    {
        if (LibC.FSync(this) < 0)
        {
            throw Failure("fsync");
        }
    }

    /// <summary>
    /// Has the disk begin with what was written in a range, so that a later <see cref="Sync"/> has less to wait for. It
    /// promises nothing: where it fails or the file is no file, Sync does it all and reports it (sync_file_range(2)).
    /// </summary>
    public void StartWriteback(long offset, long length) =>
        _ = LibC.SyncFileRange(this, offset, length, LibC.SyncFileRangeWrite);

    /// <summary>Sets the 12 permission bits (fchmod(2)), whatever the umask.</summary>
    public void SetMode(int mode)
    {
        if (LibC.FChMod(this, (uint)mode) < 0)
        {
            throw Failure("fchmod");
        }
    }

    /// <summary>Sets owner and group (fchown(2)); clears set-user-id, so the mode is set after.</summary>
    public void SetOwner(uint uid, uint gid)
    {
        if (LibC.FChOwnAt(this, "", uid, gid, LibC.AtEmptyPath) < 0)
        {
            throw Failure("fchown");
        }
    }

    /// <summary>Sets the times of last access and change of content (futimens(3)).</summary>
    public unsafe void SetTimes(UnixTime access, UnixTime modified)
    {
        var times = stackalloc long[] { access.Seconds, access.Nanoseconds, modified.Seconds, modified.Nanoseconds };
        if (LibC.FUTimeNs(this, times) < 0)
        {
            throw Failure("futimens");
        }
    }

    /// <summary>
    /// A stream over this descriptor that takes no lock of its own (FileStream takes a flock) and works for pipes,
    /// sockets and terminals. It disposes the descriptor with itself.
    /// </summary>
    /// <param name="access">What the stream is used for.</param>
    /// <param name="leaveOpen">True leaves the descriptor open when the stream is disposed.</param>
    public Stream AsStream(FileAccess access, bool leaveOpen = false) => new DescriptorStream(this, access, leaveOpen);

    /// <summary>Another descriptor whose number is <paramref name="minimum"/> or higher.</summary>
    internal Descriptor Duplicate(int minimum)
    {
        var number = LibC.FCntl(this, LibC.FDupFdCloExec, minimum);
        return number >= 0 ? new Descriptor(number) : throw Failure("fcntl");
    }

    /// <summary>
    /// Makes reads and writes fail with EAGAIN instead of waiting. Only for open files no one else shares.
    /// </summary>
    internal void SetNonBlocking()
    {
        var flags = LibC.FCntl(this, LibC.FGetFl, 0);
        if (flags < 0 || LibC.FCntl(this, LibC.FSetFl, flags | LibC.ONonBlock) < 0)
        {
            throw Failure("fcntl");
        }
    }

    /// <summary>read(2) past interruptions; -1 leaves the reason in errno.</summary>
    internal unsafe long TryRead(Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            nint count;
            do
            {
                count = LibC.Read(this, pointer, (nuint)buffer.Length);
            }
            while (LibC.Interrupted(count));

            return count;
        }
    }

    /// <summary>write(2) past interruptions; -1 leaves the reason in errno.</summary>
    internal unsafe long TryWrite(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            nint count;
            do
            {
                count = LibC.Write(this, pointer, (nuint)buffer.Length);
            }
            while (LibC.Interrupted(count));

            return count;
        }
    }

    /// <summary>The exception for this thread's errno, naming the descriptor by what it is open on.</summary>
    internal LinuxException Failure(string call)
    {
        var errno = LinuxException.LastError;
        return new LinuxException(call, Describe(), errno);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close(handle) == 0;

    private unsafe string Describe()
    {
        var buffer = stackalloc byte[4096];
        var length = LibC.ReadLink($"/proc/self/fd/{Number}", buffer, 4096);
        return length > 0 ? LinuxPath.FromBytes(new ReadOnlySpan<byte>(buffer, (int)length)) : $"descriptor {Number}";
    }
}
