using Gantry.Engine.Model;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>
/// A volume that is being filled and that nobody sees until <see cref="Publish"/>. Disposing one that was not published
/// discards it.
/// </summary>
internal sealed class VolumeStage : IDisposable
{
    private readonly VolumeTable _table;
    private readonly VolumeDirectories _directories;
    private readonly Volume _volume;
    private bool _isDone;

    internal VolumeStage(VolumeTable table, VolumeDirectories directories, Volume volume, string directory)
    {
        _table = table;
        _directories = directories;
        _volume = volume;
        StagingDirectory = directory;
    }

    /// <summary>The name it will have.</summary>
    public string Name => _volume.Name;

    /// <summary>Its folder for now; what an undo step deletes.</summary>
    public string StagingDirectory { get; }

    /// <summary>Where its content goes.</summary>
    public string DataPath => Path.Join(StagingDirectory, "_data");

    /// <summary>Puts the volume on record and gives its folder its name: both happen, or neither.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: the name was taken meanwhile; the stage is still there.
    /// </exception>
    /// <param name="labels">Labels to give it instead of those it was staged with. Null: those.</param>
    public Volume Publish(IReadOnlyDictionary<string, string>? labels = null)
    {
        var volume = labels is null ? _volume : _volume with { Labels = labels };
        var isRenamed = false;
        try
        {
            _table.Insert(volume, () =>
            {
                _directories.Publish(StagingDirectory, Name);
                isRenamed = true;
            });
        }
        catch
        {
            if (isRenamed)
            {
                _directories.Unpublish(Name, StagingDirectory);
            }

            throw;
        }

        _isDone = true;
        return volume;
    }

    /// <summary>Takes the place of the volume's folder, which is set aside. Its undo step is on record already.</summary>
    /// <param name="asideFolder">Where the former folder goes.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>: a container uses the volume.</exception>
    public void PublishOver(string asideFolder)
    {
        _table.RequireUnused(Name);
        _directories.SetAside(Name, asideFolder);
        _directories.Publish(StagingDirectory, Name);
        _table.Update(_volume);
        _isDone = true;
    }

    /// <summary>Deletes it with what it holds.</summary>
    public void Discard()
    {
        _directories.Discard(StagingDirectory);
        _isDone = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDone)
        {
            Discard();
        }
    }
}
