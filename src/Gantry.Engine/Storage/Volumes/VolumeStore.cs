using System.Security.Cryptography;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>
/// The volumes of one installation: on record in the database, their content below the volumes folder.
/// </summary>
internal sealed class VolumeStore
{
    private readonly HostLayout _layout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly VolumeTable _table;
    private readonly VolumeDirectories _directories;
    private readonly VolumeMounts _mounts;
    private readonly VolumeContent _content;

    /// <summary>Uses the volumes of an installation; touches nothing yet.</summary>
    public VolumeStore(HostLayout layout, VolumeTable table, ContainerLocks locks, TimeProvider time, ILogger logger)
    {
        _layout = layout;
        _time = time;
        _logger = logger;
        _table = table;
        _directories = new VolumeDirectories(layout);
        _mounts = new VolumeMounts(layout, locks);
        _content = new VolumeContent(table, _mounts, locks);
    }

    /// <summary>Makes an empty volume.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>; <see cref="ErrorCode.Invalid"/>: its name or an option;
    /// <see cref="ErrorCode.Incompatible"/>: its driver, or a size.
    /// </exception>
    public Volume Create(VolumeCreateRequest request)
    {
        using var stage = StageEmpty(request, needsCopyUp: true);
        var volume = stage.Publish();
        Log.Created(_logger, volume.Name);
        return volume;
    }

    /// <summary>
    /// Makes a volume that nobody sees until it is published, to be filled from an archive. One with a type or a
    /// device is mounted where it is filled, and stays so when published.
    /// </summary>
    /// <exception cref="GantryException">As <see cref="Create"/>; <see cref="ErrorCode.ToolFailed"/>.</exception>
    public async Task<VolumeStage> StageAsync(VolumeCreateRequest request, CancellationToken cancellationToken)
    {
        var options = VolumeOptions.Parse(request.Options);
        var stage = StageEmpty(request, needsCopyUp: false);
        try
        {
            if (options.NeedsMount)
            {
                await VolumeMounts.MountAtAsync(stage.Name, options, stage.DataPath, cancellationToken);
            }

            return stage;
        }
        catch
        {
            stage.Discard();
            throw;
        }
    }

    /// <summary>Whether a volume's content can make way for another one: not where it lies on a device.</summary>
    public bool CanReplace(string name) => !VolumeOptions.Parse(Resolve(name).Options).NeedsMount;

    /// <summary>Begins new content for a volume that exists, which keeps its own until that is published.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public VolumeStage StageReplacement(string name)
    {
        var volume = Resolve(name);
        Sweep();
        return new VolumeStage(
            _table,
            _directories,
            volume with { NeedsCopyUp = false },
            _directories.CreateStaging(VolumeOptions.Parse(volume.Options)));
    }

    /// <summary>Where the folder of a volume lies while it is being replaced for a container.</summary>
    public string AsideFolder(string name, ContainerId container) => _directories.AsideFolder(name, container);

    /// <summary>Takes back what <see cref="VolumeStage.PublishOver"/> did. May be repeated.</summary>
    public void PutBack(Volume former, string asideFolder)
    {
        if (_directories.PutBack(former.Name, asideFolder) && _table.Find(former.Name) is not null)
        {
            _table.Update(former);
        }
    }

    /// <summary>The volume with exactly this name; null when there is none.</summary>
    public Volume? Find(string name) => _table.Find(name);

    /// <summary>The volume a person means: its name or the beginning of one name.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Volume Resolve(string nameOrPrefix) => _table.Resolve(nameOrPrefix);

    /// <summary>All volumes by name.</summary>
    public IReadOnlyList<Volume> List() => _table.List();

    /// <summary>The volumes that no container mounts, by name.</summary>
    public IReadOnlyList<Volume> Unused() => _table.Unused();

    /// <summary>The ids of the containers that mount this volume.</summary>
    public IReadOnlyList<ContainerId> UsedBy(string name) => _table.UsedBy(name);

    /// <summary>Removes a volume with its content. A missing one is no error, so that undoing may repeat it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>: containers mount it.</exception>
    public void Remove(string name)
    {
        if (_table.Find(ObjectName.Require("volume", name)) is { } volume)
        {
            _table.RequireUnused(name);
            _directories.MarkForRemoval(name);
            StrikeOff(name);
            _mounts.Forget(volume);
            Log.Removed(_logger, name);
        }

        // Also without a row: a process may have died between striking it off and deleting its folder.
        _directories.Remove(name);
    }

    /// <summary>Removes the volumes that no container mounts and that <paramref name="filter"/> accepts.</summary>
    /// <returns>Those removed; one that came into use meanwhile is left out.</returns>
    public IReadOnlyList<Volume> Prune(Func<Volume, bool> filter)
    {
        List<Volume> removed = [];
        foreach (var volume in Unused().Where(filter))
        {
            try
            {
                Remove(volume.Name);
                removed.Add(volume);
            }
            catch (GantryException e) when (e.Code == ErrorCode.InUse)
            {
                Log.NotPruned(_logger, volume.Name, e.Message);
            }
        }

        Sweep();
        return removed;
    }

    /// <summary>Deletes what processes that died were filling, or had not deleted yet.</summary>
    public void Sweep() => _directories.Sweep();

    /// <inheritdoc cref="VolumeMounts.MountAsync"/>
    public Task MountAsync(Volume volume, ContainerId user, CancellationToken cancellationToken) =>
        _mounts.MountAsync(volume, user, cancellationToken);

    /// <inheritdoc cref="VolumeMounts.UnmountAsync"/>
    public Task UnmountAsync(Volume volume, ContainerId user, CancellationToken cancellationToken) =>
        _mounts.UnmountAsync(volume, user, cancellationToken);

    /// <inheritdoc cref="VolumeContent.CopyUpAsync"/>
    public Task CopyUpAsync(
        Volume volume, VolumeMount mount, string rootfs, VolumeOwner user, CancellationToken cancellationToken) =>
        _content.CopyUpAsync(volume, mount, rootfs, user, cancellationToken);

    /// <inheritdoc cref="VolumeContent.ExportAsync"/>
    public Task ExportAsync(string name, Stream destination, CancellationToken cancellationToken) =>
        _content.ExportAsync(Resolve(name), destination, cancellationToken);

    /// <inheritdoc cref="VolumeContent.ImportAsync"/>
    public Task ImportAsync(string name, Stream tar, CancellationToken cancellationToken) =>
        _content.ImportAsync(Resolve(name), tar, cancellationToken);

    private VolumeStage StageEmpty(VolumeCreateRequest request, bool needsCopyUp)
    {
        var name = request.Name is { } given
            ? ObjectName.Require("volume", given)
            : RandomNumberGenerator.GetHexString(64, lowercase: true);
        if (request.Driver != "local")
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"volume {name} uses volume plugin {request.Driver} but it could not be retrieved: no volume plugin "
                + $"with name {request.Driver} available: required plugin missing");
        }

        var options = VolumeOptions.Parse(request.Options);
        _table.RequireFree(name);
        Sweep();
        var volume = new Volume
        {
            Name = name,
            Driver = request.Driver,
            MountPoint = _layout.VolumeData(name),
            Created = _time.GetUtcNow(),
            Labels = request.Labels,
            Options = options.Stored,
            Anonymous = request.Anonymous,
            NeedsCopyUp = needsCopyUp,
        };
        return new VolumeStage(_table, _directories, volume, _directories.CreateStaging(options));
    }

    private void StrikeOff(string name)
    {
        try
        {
            _table.Delete(name);
        }
        catch
        {
            _directories.Unmark(name);
            throw;
        }
    }
}
