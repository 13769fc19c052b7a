using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;

namespace Gantry.Engine;

/// <content>Volumes. A volume is named by its name or a unique beginning of it.</content>
public sealed partial class Engine
{
    /// <summary>Makes a volume.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Volume CreateVolume(VolumeCreateRequest request) => _services.Volumes.Create(request);

    /// <summary>All volumes by name.</summary>
    public IReadOnlyList<Volume> ListVolumes() => _services.Volumes.List();

    /// <summary>One volume.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Volume GetVolume(string volume) => _services.Volumes.Resolve(volume);

    /// <summary>Whether a volume of exactly this name exists.</summary>
    public bool VolumeExists(string name) => _services.Volumes.Find(name) is not null;

    /// <summary>Ids of the containers that use a volume.</summary>
    public IReadOnlyList<ContainerId> VolumeUsers(string name) => _services.Volumes.UsedBy(name);

    /// <summary>Removes a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="force">Also with the containers that use it.</param>
    /// <param name="cancellationToken">Stops before anything is removed.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.InUse"/>.</exception>
    public async Task<string> RemoveVolumeAsync(string volume, bool force, CancellationToken cancellationToken)
    {
        var name = _services.Volumes.Resolve(volume).Name;
        if (force)
        {
            foreach (var user in _services.Volumes.UsedBy(name))
            {
                await RemoveContainerAsync(user.ToString(), new ContainerRemoval { Force = true }, cancellationToken);
            }
        }

        _services.Volumes.Remove(name);
        return name;
    }

    /// <summary>Removes volumes that no container uses and that <paramref name="filter"/> accepts.</summary>
    public IReadOnlyList<Volume> PruneVolumes(Func<Volume, bool> filter) => _services.Volumes.Prune(filter);

    /// <summary>Writes a volume's content as a plain tar.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Task ExportVolumeAsync(string volume, Stream tar, CancellationToken cancellationToken) =>
        _services.Volumes.ExportAsync(_services.Volumes.Resolve(volume).Name, tar, cancellationToken);

    /// <summary>Extracts a tar, compressed or not, into a volume.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Task ImportVolumeAsync(string volume, Stream tar, CancellationToken cancellationToken) =>
        _services.Volumes.ImportAsync(_services.Volumes.Resolve(volume).Name, tar, cancellationToken);
}
