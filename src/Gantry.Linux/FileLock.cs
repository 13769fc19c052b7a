namespace Gantry.Linux;

/// <summary>
/// A lock on a file (flock(2)) that excludes other processes and other openings in this one. The kernel frees it
/// when its holder dies; children do not inherit it. Disposing frees it and leaves the file.
/// </summary>
public sealed class FileLock : IDisposable
{
    // sys/file.h
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    private const int OwnerReadWrite = 0x180; // 0600

    private readonly Descriptor _descriptor;

    private FileLock(Descriptor descriptor, string path)
    {
        _descriptor = descriptor;
        Path = path;
    }

    /// <summary>The lock file.</summary>
    public string Path { get; }

    /// <summary>Takes the lock if it is free; null when another holds it.</summary>
    /// <param name="path">The lock file, created with mode 0600 if it is missing; its directory must exist.</param>
    /// <param name="mode">Who else may hold it.</param>
    public static FileLock? TryAcquire(string path, FileLockMode mode = FileLockMode.Exclusive)
    {
        DirectoryDescriptor.RequireAbsolute(path);
        return Acquire(path, mode, LockNonBlocking);
    }

    /// <summary>Waits for the lock in the order of the kernel's queue.</summary>
    /// <param name="path">The lock file, created with mode 0600 if it is missing; its directory must exist.</param>
    /// <param name="cancellationToken">
    /// Ends the wait with nothing held. The place in the queue stays until its turn comes, and is given up then.
    /// </param>
    public static async ValueTask<FileLock> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryAcquire(path) is { } free)
        {
            return free;
        }

        // A thread that the kernel wakes when the lock is its own: hundreds that look again and again take all processors.
        var turn = Task.Factory.StartNew(
            () => Acquire(path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = turn.ContinueWith(
                late => late.Result.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>
    /// Removes the lock file while holding it exclusively, then frees the lock. Who waits gets a new file.
    /// </summary>
    public void DeleteAndRelease()
    {
        File.Delete(Path);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    private static FileLock Acquire(string path) => Acquire(path, FileLockMode.Exclusive, 0)!;

    private static FileLock? Acquire(string path, FileLockMode mode, int flags)
    {
        while (true)
        {
            var file = Open(path);
            if (!TryLock(file, path, mode, flags))
            {
                file.Dispose();
                return null;
            }

            if (IsStillAt(file, path))
            {
                return new FileLock(file, path);
            }

            // Its holder deleted the file between our open and our lock: what we hold, the next one will not see.
            file.Dispose();
        }
    }

    private static Descriptor Open(string path)
    {
        // Not File.OpenHandle: it takes a flock of its own on every open, and fails when ours is held.
        const int Flags = LibC.ORdWr | LibC.OCreat | LibC.OCloExec | LibC.ONoCtty;
        var number = LibC.Open(path, Flags, OwnerReadWrite);
        return number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("open", path);
    }

    private static bool TryLock(Descriptor file, string path, FileLockMode mode, int flags)
    {
        var operation = mode == FileLockMode.Shared ? LockShared : LockExclusive;
        int result;
        do
        {
            result = LibC.FLock(file, operation | flags);
        }
        while (LibC.Interrupted(result));

        var errno = LinuxException.LastError;
        return result == 0 || (errno == Errno.EAGAIN ? false : throw new LinuxException("flock", path, errno));
    }

    private static bool IsStillAt(Descriptor file, string path) =>
        FileStatusReader.TryReadPath(path, 0) is { } status
        && FileStatusReader.Convert(status).IsSameFileAs(file.Status());
}
