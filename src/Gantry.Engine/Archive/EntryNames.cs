namespace Gantry.Engine.Archive;

/// <summary>Names of entries in a checkpoint archive, as Podman has them (checkpointctl lib/metadata.go).</summary>
internal static class EntryNames
{
    /// <summary>Gantry's own first entry: a seal by which an installation knows a definition that it wrote itself.</summary>
    public const string Origin = "gantry.origin";

    /// <summary>The engine's configuration of the container, JSON.</summary>
    public const string ConfigDump = "config.dump";

    /// <summary>The OCI runtime specification the container last ran with, JSON.</summary>
    public const string SpecDump = "spec.dump";

    /// <summary>Addresses of the container's networks, JSON.</summary>
    public const string NetworkStatus = "network.status";

    /// <summary>Tar of /dev/shm.</summary>
    public const string DevShm = "devshm-checkpoint.tar";

    /// <summary>Tar of what was added or changed in the root file system.</summary>
    public const string RootFsDiff = "rootfs-diff.tar";

    /// <summary>JSON array of the absolute paths deleted in the root file system.</summary>
    public const string DeletedFiles = "deleted.files";

    /// <summary>CRIU's statistics of the dump.</summary>
    public const string StatsDump = "stats-dump";

    /// <summary>The container's log.</summary>
    public const string Log = "ctr.log";

    /// <summary>Gantry's own trailer: lengths and digests of all other entries, JSON.</summary>
    public const string Manifest = "gantry.manifest";

    /// <summary>Folder of copies of files made for the container.</summary>
    public const string Artifacts = "artifacts";

    /// <summary>Folder of CRIU's images.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Folder of CRIU's pre-dump images.</summary>
    public const string PreCheckpoint = "pre-checkpoint";

    /// <summary>Folder of the volumes' tars.</summary>
    public const string Volumes = "volumes";

    /// <summary>The one symbolic link allowed; it points at <see cref="CheckpointParentTarget"/>.</summary>
    public const string CheckpointParent = "checkpoint/parent";

    /// <summary>Target of <see cref="CheckpointParent"/>.</summary>
    public const string CheckpointParentTarget = "../pre-checkpoint";

    private const string VolumeSuffix = ".tar";

    /// <summary>The entry that holds the tar of volume <paramref name="name"/>.</summary>
    /// <exception cref="Model.GantryException"><see cref="Model.ErrorCode.Invalid"/>: no valid volume name.</exception>
    public static string VolumeEntry(string name) =>
        $"{Volumes}/{Model.ObjectName.Require("volume", name)}{VolumeSuffix}";

    /// <summary>
    /// The volume whose tar the entry <paramref name="entryName"/> holds; null when it is no volume's.
    /// </summary>
    public static string? VolumeOf(string entryName)
    {
        var isBelowVolumes = entryName.StartsWith(Volumes + "/", StringComparison.Ordinal)
            && entryName.EndsWith(VolumeSuffix, StringComparison.Ordinal)
            && entryName.Length > Volumes.Length + 1 + VolumeSuffix.Length;
        var name = isBelowVolumes ? entryName[(Volumes.Length + 1)..^VolumeSuffix.Length] : null;
        return Model.ObjectName.IsValid(name) ? name : null;
    }
}
