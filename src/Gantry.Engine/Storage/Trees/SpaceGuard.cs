using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Holds an extraction to its limits, and stops it before the file system of the target is full.</summary>
internal sealed class SpaceGuard(string description, DirectoryDescriptor target, ExtractionOptions options)
{
    // An empty file or a directory takes a block or an inode of about that size.
    private const long EntryCost = 4096;

    // The free space is asked for again after that many bytes, since others write there too.
    private const long Step = 64 * 1024 * 1024;
    private const long DefaultKept = 16 * 1024 * 1024;

    private readonly long _kept =
        options.KeepFreeBytes ?? (options.Target == ExtractionTarget.Shm ? 0 : DefaultKept);

    private long _allowance;

    /// <summary>Bytes of content admitted.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Entries admitted.</summary>
    internal long Entries { get; private set; }

    /// <summary>Counts an entry before anything of it is written.</summary>
    /// <exception cref="GantryException">Invalid: a limit is reached. NoSpace: it does not fit.</exception>
    internal void Admit(string name, long contentBytes)
    {
        Entries++;
        Bytes += contentBytes;
        if (Entries > options.MaxEntries)
        {
            throw TooMuch($"more than {options.MaxEntries} entries");
        }

        if (Bytes > options.MaxBytes)
        {
            throw TooMuch($"more than {options.MaxBytes} bytes");
        }

        _allowance -= contentBytes + EntryCost;
        if (_allowance < 0)
        {
            Renew(name, contentBytes);
        }
    }

    /// <summary>The exception for a write that the kernel refused because the file system or a quota is full.</summary>
    internal GantryException Full(string name, LinuxException cause) => new(
        ErrorCode.NoSpace,
        $"Cannot extract '{name}' into {description}: the file system is full, {Free() ?? 0} bytes are free. "
        + "Make room and try again.",
        cause);

    private void Renew(string name, long contentBytes)
    {
        if (Free() is not { } free)
        {
            _allowance = Step;
            return;
        }

        var left = free - _kept - contentBytes;
        if (left < 0)
        {
            throw new GantryException(
                ErrorCode.NoSpace,
                $"Cannot extract '{name}' into {description}: it needs {contentBytes} bytes, {free} are free and "
                + $"{_kept} of them must stay free. Make room and try again.");
        }

        _allowance = Math.Min(Step, left / 2);
    }

    /// <summary>Free bytes; null on a file system without a limit (a tmpfs of size 0 reports no blocks).</summary>
    private long? Free()
    {
        var space = Filesystem.Space(target.ProcPath);
        return space.TotalBytes == 0 ? null : space.FreeBytes;
    }

    private GantryException TooMuch(string what) =>
        new(ErrorCode.Invalid, $"Cannot extract the tar into {description}: it holds {what}.");
}
