using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.State;

/// <summary>
/// Proof that a container's lock is held; disposing frees it. Only <see cref="ContainerLocks"/> makes one.
/// </summary>
internal sealed class LockedContainer : IDisposable
{
    private readonly FileLock _lock;

    internal LockedContainer(ContainerId id, FileLock held)
    {
        Id = id;
        _lock = held;
    }

    /// <summary>Whose lock it is.</summary>
    public ContainerId Id { get; }

    /// <summary>
    /// Frees the lock and removes its file: the container is gone for good. Who waits for it gets a new file.
    /// </summary>
    public void DeleteAndRelease() => _lock.DeleteAndRelease();

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
