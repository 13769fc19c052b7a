namespace Gantry.Engine.Checkpoints;

/// <summary>A folder that holds a checkpoint's big parts, finished and in the making; names as Podman has them.</summary>
/// <param name="Folder">The bundle, or a folder in memory.</param>
internal sealed record CheckpointStore(string Folder)
{
    /// <summary>CRIU's images of the finished checkpoint.</summary>
    public string Images => Path.Join(Folder, "checkpoint");

    /// <summary>CRIU's images while the checkpoint is being made, so that an older one survives a failure.</summary>
    public string ImagesInProgress => Images + ".partial";

    /// <summary>CRIU writes this image last: without it a checkpoint is not whole.</summary>
    public string Inventory => Path.Join(Images, "inventory.img");

    /// <summary>Tar of /dev/shm.</summary>
    public string DevShm => Path.Join(Folder, "devshm-checkpoint.tar");

    /// <summary>Tar of /dev/shm while the checkpoint is being made.</summary>
    public string DevShmInProgress => DevShm + ".partial";

    /// <summary>Puts what was made in the place of an older checkpoint.</summary>
    public void Publish()
    {
        BundleFolder.Remove(Images);
        if (File.Exists(DevShmInProgress))
        {
            File.Move(DevShmInProgress, DevShm, overwrite: true);
        }

        // Last: the folder makes it a checkpoint, and must not be there without what belongs to it.
        Directory.Move(ImagesInProgress, Images);
    }

    /// <summary>Removes a finished checkpoint, if there is one.</summary>
    public void Remove()
    {
        if (Directory.Exists(Folder))
        {
            BundleFolder.Remove([Images, DevShm]);
        }
    }
}
