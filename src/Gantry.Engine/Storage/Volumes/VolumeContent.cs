using System.IO.Pipelines;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Trees;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>What is in volumes: copied up from images, exported and imported.</summary>
internal sealed class VolumeContent(VolumeTable table, VolumeMounts mounts, ContainerLocks locks)
{
    private const string CopyName = ".copy-up";

    /// <summary>
    /// Readies a volume for its first mount over a path of a container's root file system: an empty one receives the
    /// content of that folder and its owner, mode, attributes and times; where there is no such folder, the volume's
    /// root goes to the container's user. Later calls do nothing.
    /// </summary>
    /// <param name="volume">The volume; mounted, if it has a type or device.</param>
    /// <param name="mount">Where it goes; its option <c>nocopy</c> leaves out the content.</param>
    /// <param name="rootfs">The mounted root file system. Not trusted: links in it are resolved inside it.</param>
    /// <param name="user">The container's user.</param>
    /// <param name="cancellationToken">Stops the copying; the volume is as before.</param>
    public async Task CopyUpAsync(
        Volume volume, VolumeMount mount, string rootfs, VolumeOwner user, CancellationToken cancellationToken)
    {
        if (!volume.NeedsCopyUp)
        {
            return;
        }

        using var held = await locks.AcquireHostAsync(VolumeMounts.LockName, cancellationToken);
        if (table.Find(volume.Name) is not { NeedsCopyUp: true } current)
        {
            return;
        }

        if (!Directory.EnumerateFileSystemEntries(current.MountPoint).Any())
        {
            await FillAsync(current, mount, rootfs, user, cancellationToken);
        }

        table.Update(current with { NeedsCopyUp = false });
    }

    /// <summary>Writes the volume as a plain tar (<c>./</c>, <c>./file</c>…).</summary>
    public Task ExportAsync(Volume volume, Stream destination, CancellationToken cancellationToken) =>
        WhileMountedAsync(
            volume,
            async () =>
            {
                var plan = TreeArchiver.Plan(volume.MountPoint, new TreeArchiveOptions(), cancellationToken);
                await plan.WriteAsync(destination, null, cancellationToken);
            },
            cancellationToken);

    /// <summary>Extracts a plain tar over what the volume holds.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the tar; <see cref="ErrorCode.NoSpace"/>. What was extracted before stays.
    /// </exception>
    public Task ImportAsync(Volume volume, Stream tar, CancellationToken cancellationToken) =>
        WhileMountedAsync(
            volume,
            () => TreeExtractor.ExtractAsync(
                tar, volume.MountPoint, Into(ExtractionTarget.Volume, volume), cancellationToken),
            cancellationToken);

    private static ExtractionOptions Into(ExtractionTarget target, Volume volume)
    {
        var options = new ExtractionOptions { Target = target, Description = $"volume \"{volume.Name}\"" };

        // A file system of the volume's own may be small, and may be filled to the last byte.
        return Mounts.IsMounted(volume.MountPoint) ? options with { KeepFreeBytes = 0 } : options;
    }

    private static async Task FillAsync(
        Volume volume, VolumeMount mount, string rootfs, VolumeOwner user, CancellationToken cancellationToken)
    {
        var options = VolumeOptions.Parse(volume.Options);
        using var source = OpenSource(rootfs, mount.Destination);
        using var folder = DirectoryDescriptor.Open(Path.GetDirectoryName(volume.MountPoint)!);
        if (source is null)
        {
            folder.SetOwner(Path.GetFileName(volume.MountPoint), options.Uid ?? user.Uid, options.Gid ?? user.Gid);
            return;
        }

        // What is mounted there cannot be replaced by a rename, and shows a partial copy if we are killed.
        var isMounted = Mounts.IsMounted(volume.MountPoint);
        var name = isMounted ? Path.GetFileName(volume.MountPoint) : CopyName;
        if (!isMounted)
        {
            folder.RemoveTree(CopyName);
            folder.MakeDirectory(CopyName, 0x1C0);
        }

        if (!options.NoCopy && !mount.Options.Contains("nocopy") && mount.SubPath.Length == 0)
        {
            // As a root file system, not as a volume: an image may bring device nodes, which its volume then has too.
            var into = Into(ExtractionTarget.RootfsDiff, volume);
            await CopyTreeAsync(source, Path.Join(folder.Path, name), into, cancellationToken);
        }

        DirectoryAttributes.Copy(source, folder, name);
        var status = source.Status();
        folder.SetOwner(name, options.Uid ?? status.Uid, options.Gid ?? status.Gid);
        folder.SetMode(name, status.Mode);
        folder.SetTimes(name, status.Accessed, status.Modified);
        if (!isMounted)
        {
            folder.Rename(CopyName, folder, Path.GetFileName(volume.MountPoint));
            folder.Sync();
        }
    }

    private static DirectoryDescriptor? OpenSource(string rootfs, string destination)
    {
        using var root = DirectoryDescriptor.Open(rootfs);
        var relative = destination.Trim('/');
        try
        {
            return relative.Length == 0 ? root.Duplicate() : root.TryOpenDirectory(relative, ResolveMode.InRoot);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }

    private static async Task CopyTreeAsync(
        DirectoryDescriptor source, string target, ExtractionOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var plan = TreeArchiver.Plan(source.ProcPath, new TreeArchiveOptions(), stop.Token);
        var pipe = new Pipe();
        var writing = WriteAsync();
        try
        {
            await TreeExtractor.ExtractAsync(pipe.Reader.AsStream(), target, options, stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            try
            {
                await plan.WriteAsync(pipe.Writer.AsStream(leaveOpen: true), null, stop.Token);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception e)
            {
                // The reader throws it on our behalf.
                await pipe.Writer.CompleteAsync(e);
            }
        }
    }

    private async Task WhileMountedAsync(Volume volume, Func<Task> body, CancellationToken cancellationToken)
    {
        var user = ContainerId.NewRandom();
        await mounts.MountAsync(volume, user, cancellationToken);
        try
        {
            await body();
        }
        finally
        {
            await mounts.UnmountAsync(volume, user, CancellationToken.None);
        }
    }
}
