using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Gantry.Engine.Model;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// What one load, import or pull writes before it is complete: a folder beside the blobs and one beside the layers, so
/// that completing is a rename. Its name carries the process that owns it; what a dead process left is swept by the
/// next one. Disposing removes whatever was not moved out.
/// </summary>
internal sealed class StagingArea : IDisposable
{
    private const string Prefix = ".partial-";
    private const int BufferBytes = 1 << 20;
    private const long KeepFreeBytes = 16 << 20;
    private const long BytesPerSpaceCheck = 64 << 20;

    private readonly HostLayout _layout;
    private readonly string _name;
    private int _lastNumber;

    private StagingArea(HostLayout layout, string name)
    {
        _layout = layout;
        _name = name;
    }

    /// <summary>The folder for blobs and other files, on the blobs' file system.</summary>
    public string Files => Path.Join(_layout.Blobs, _name);

    private string Layers => Path.Join(_layout.Layers, _name);

    /// <summary>
    /// Runs with a staging area, which goes away, and turns full disks and damaged streams into our errors.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: a stream is damaged. <see cref="ErrorCode.NoSpace"/>: the disk is full.
    /// </exception>
    public static async Task<T> UseAsync<T>(HostLayout layout, Func<StagingArea, Task<T>> body)
    {
        using var staging = Create(layout);
        try
        {
            return await body(staging);
        }
        catch (InvalidDataException e)
        {
            throw new GantryException(ErrorCode.Invalid, $"The image archive is damaged or cut short: {e.Message}", e);
        }
        catch (IOException e) when (e.HResult == (int)Errno.ENOSPC || e is LinuxException { Errno: Errno.ENOSPC })
        {
            throw new GantryException(
                ErrorCode.NoSpace,
                $"Cannot store the image below \"{layout.Root}\": its file system is full. "
                + "Remove images or volumes (gantry image prune) and try again.",
                e);
        }
    }

    /// <summary>Makes an empty staging area that belongs to this process.</summary>
    public static StagingArea Create(HostLayout layout)
    {
        Directory.CreateDirectory(layout.Blobs);
        Directory.CreateDirectory(layout.Layers);
        var processId = Environment.ProcessId;
        var random = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var startTime = ProcessTable.StartTime(processId);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{processId}-{startTime}-{random}");
        var area = new StagingArea(layout, name);
        // Private: half-made layers hold set-uid files.
        Directory.CreateDirectory(area.Files, FileModes.PrivateDirectory);
        Directory.CreateDirectory(area.Layers, FileModes.PrivateDirectory);
        return area;
    }

    /// <summary>Removes the staging areas of processes that are gone. Call it under the lock "images".</summary>
    public static void SweepAbandoned(HostLayout layout)
    {
        foreach (var folder in new[] { layout.Blobs, layout.Layers }.Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateDirectories(folder, Prefix + "*").ToList())
            {
                if (!BelongsToLiveProcess(Path.GetFileName(path)))
                {
                    RemoveTree(folder, Path.GetFileName(path));
                }
            }
        }
    }

    /// <summary>
    /// Removes a folder of a layer or an area with all in it, by descriptors; fine when it is not there.
    /// </summary>
    public static void RemoveTree(string folder, string name)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        using var directory = DirectoryDescriptor.Open(folder);
        directory.RemoveTree(name);
    }

    /// <summary>A path for a new file.</summary>
    public string NewFile() => Path.Join(Files, NextNumber());

    /// <summary>A path for a new layer folder, not made yet.</summary>
    public string NewLayer() => Path.Join(Layers, NextNumber());

    /// <summary>Copies a stream to its end into a staged blob and hashes it on the way.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NoSpace"/>: the file system would be full.</exception>
    public async Task<StagedBlob> WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        var path = NewFile();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = new FileStream(path, NewFileOptions());
            long length = 0;
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (length / BytesPerSpaceCheck != (length + count) / BytesPerSpaceCheck || length == 0)
                {
                    RequireSpace();
                }

                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                length += count;
            }

            return new StagedBlob(path, Digest.FromHash(hash.GetCurrentHash()), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A blob to write to as it comes.</summary>
    public StagedBlobStream OpenBlob()
    {
        RequireSpace();
        var path = NewFile();
        return new StagedBlobStream(path, new FileStream(path, NewFileOptions()));
    }

    /// <summary>
    /// Moves a file that the caller owns, on the same file system, into a staged blob, hashing it first.
    /// </summary>
    public async Task<StagedBlob> AdoptAsync(string path, CancellationToken cancellationToken)
    {
        Digest digest;
        long length;
        await using (var file = File.OpenRead(path))
        {
            length = file.Length;
            digest = Digest.FromHash(await SHA256.HashDataAsync(file, cancellationToken));
        }

        var staged = NewFile();
        File.Move(path, staged);
        return new StagedBlob(staged, digest, length);
    }

    /// <summary>Writes all that was staged to the disk.</summary>
    public void Sync()
    {
        foreach (var folder in new[] { Files, Layers })
        {
            using var directory = DirectoryDescriptor.Open(folder);
            directory.SyncFileSystem();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RemoveTree(_layout.Blobs, _name);
        RemoveTree(_layout.Layers, _name);
    }

    private static FileStreamOptions NewFileOptions() => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = FileModes.PrivateFile,
    };

    private static bool BelongsToLiveProcess(string name)
    {
        var parts = name[Prefix.Length..].Split('-');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var startTime)
            && ProcessTable.IsAlive(processId, startTime);
    }

    private string NextNumber() => Interlocked.Increment(ref _lastNumber).ToString(CultureInfo.InvariantCulture);

    private void RequireSpace()
    {
        if (Filesystem.Space(Files).FreeBytes < KeepFreeBytes)
        {
            throw new GantryException(
                ErrorCode.NoSpace,
                $"Cannot store an image below \"{_layout.Root}\": its file system has less than 16 MiB left. "
                + "Remove images or volumes (gantry image prune) and try again.");
        }
    }
}
