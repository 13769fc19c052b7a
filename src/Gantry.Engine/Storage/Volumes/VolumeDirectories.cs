using Gantry.Engine.Model;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>
/// The folders of volumes. One is built as <c>.staging-PID-START-RANDOM</c> and renamed to the volume's name in the
/// transaction that puts it on record; one that is removed is marked, struck off the record, renamed and then deleted.
/// So whatever a killed process leaves is either a whole volume on record or can be told for rubbish.
/// </summary>
internal sealed class VolumeDirectories(HostLayout layout)
{
    private const string Staging = ".staging-";
    private const string Aside = ".aside-";
    private const string Data = "_data";
    private const string RemovalMark = ".removing";
    private const int DataMode = 0x1ED; // 0755
    private const int PrivateMode = 0x1C0; // 0700

    /// <summary>Makes an unseen folder with an empty <c>_data</c>; returns its path.</summary>
    public string CreateStaging(VolumeOptions options)
    {
        Directory.CreateDirectory(layout.Volumes, FileModes.PrivateDirectory);
        var path = Path.Join(layout.Volumes, NewStagingName());
        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        volumes.MakeDirectory(Path.GetFileName(path), PrivateMode);
        using var folder = DirectoryDescriptor.Open(path);
        folder.MakeDirectory(Data, DataMode);

        // mkdir(2) heeds the umask.
        folder.SetMode(Data, DataMode);
        if (options.Uid is not null || options.Gid is not null)
        {
            var status = folder.Stat(Data);
            folder.SetOwner(Data, options.Uid ?? status.Uid, options.Gid ?? status.Gid);
        }

        return path;
    }

    /// <summary>Gives a staged folder its name, durably.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: a folder with content has the name without being on record.
    /// </exception>
    public void Publish(string staging, string name)
    {
        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        if (volumes.TryStat(name) is not null)
        {
            RequireRubbish(name);
            volumes.Rename(name, volumes, NewStagingName());
        }

        volumes.Rename(Path.GetFileName(staging), volumes, name);
        volumes.Sync();
    }

    /// <summary>Takes a name back from a folder that was published in a transaction that then failed.</summary>
    public void Unpublish(string name, string staging)
    {
        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        if (volumes.TryStat(name) is not null)
        {
            volumes.Rename(name, volumes, Path.GetFileName(staging));
        }
    }

    /// <summary>Where a volume's folder lies while it is being replaced; not swept, only its operation knows whether it is rubbish.</summary>
    public string AsideFolder(string name, ContainerId container) =>
        Path.Join(layout.Volumes, $"{Aside}{container.ShortForm}-{name}");

    /// <summary>Moves a volume's folder aside.</summary>
    public void SetAside(string name, string asideFolder)
    {
        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        volumes.Rename(name, volumes, Path.GetFileName(asideFolder));
        volumes.Sync();
    }

    /// <summary>Gives a folder that was set aside its name again, deleting what has it. False: it is not aside.</summary>
    public bool PutBack(string name, string asideFolder)
    {
        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        if (volumes.TryStat(Path.GetFileName(asideFolder)) is null)
        {
            return false;
        }

        Remove(name);
        volumes.Rename(Path.GetFileName(asideFolder), volumes, name);
        volumes.Sync();
        return true;
    }

    /// <summary>
    /// Says on disk that a volume is about to leave the record, so that its folder is rubbish once it has.
    /// </summary>
    public void MarkForRemoval(string name)
    {
        var folder = Path.Join(layout.Volumes, name);
        if (Directory.Exists(folder))
        {
            File.WriteAllBytes(Path.Join(folder, RemovalMark), []);
        }
    }

    /// <summary>Takes the mark away: the volume stays.</summary>
    public void Unmark(string name)
    {
        var folder = Path.Join(layout.Volumes, name);
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Join(folder, RemovalMark));
        }
    }

    /// <summary>Deletes the folder of a volume that is off the record. A missing one is no error.</summary>
    public void Remove(string name)
    {
        if (!Directory.Exists(layout.Volumes))
        {
            return;
        }

        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        if (volumes.TryStat(name) is null)
        {
            return;
        }

        var rubbish = NewStagingName();
        volumes.Rename(name, volumes, rubbish);
        Discard(Path.Join(layout.Volumes, rubbish));
    }

    /// <summary>Unmounts what is mounted in a staged folder and deletes it. A missing one is no error.</summary>
    public void Discard(string staging)
    {
        foreach (var mount in Mounts.List(staging).Reverse())
        {
            Mounts.Unmount(mount.MountPoint, detach: true);
        }

        using var volumes = DirectoryDescriptor.Open(layout.Volumes);
        volumes.RemoveTree(Path.GetFileName(staging));
    }

    /// <summary>Deletes staged folders of processes that are dead.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(layout.Volumes))
        {
            return;
        }

        foreach (var path in Directory.EnumerateDirectories(layout.Volumes, Staging + "*"))
        {
            if (!IsOwned(Path.GetFileName(path)))
            {
                Discard(path);
            }
        }
    }

    private static string NewStagingName() =>
        $"{Staging}{Environment.ProcessId}-{ProcessTable.StartTime(Environment.ProcessId)}-"
        + ContainerId.NewRandom().ShortForm;

    private static bool IsOwned(string stagingName) =>
        stagingName[Staging.Length..].Split('-') is [var pid, var startTime, _]
        && int.TryParse(pid, out var process)
        && ulong.TryParse(startTime, out var start)
        && ProcessTable.IsAlive(process, start);

    private void RequireRubbish(string name)
    {
        var folder = Path.Join(layout.Volumes, name);
        var data = Path.Join(folder, Data);
        if (File.Exists(Path.Join(folder, RemovalMark))
            || !Directory.Exists(data)
            || !Directory.EnumerateFileSystemEntries(data).Any())
        {
            return;
        }

        throw new GantryException(
            ErrorCode.AlreadyExists,
            $"Cannot create volume {name}: the folder {folder} holds files but is not on record. "
            + "Move it away, or import its content into a volume of another name.");
    }
}
