using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.State;

/// <summary>
/// The locks of one installation, each freed by the kernel when its holder dies. Order, to avoid deadlock: one container
/// first, then at most one host-wide lock, then the database. Nobody waits for a container while holding another lock.
/// </summary>
internal sealed class ContainerLocks(HostLayout layout)
{
    /// <summary>Waits for a container's lock. The container need not exist.</summary>
    public async ValueTask<LockedContainer> AcquireAsync(ContainerId id, CancellationToken cancellationToken) =>
        new(id, await FileLock.AcquireAsync(PathOf(id.ToString()), cancellationToken));

    /// <summary>Takes a container's lock if it is free; null when another holds it.</summary>
    public LockedContainer? TryAcquire(ContainerId id) =>
        FileLock.TryAcquire(PathOf(id.ToString())) is { } held ? new LockedContainer(id, held) : null;

    /// <summary>Waits for a lock of the whole installation: <c>images</c>, <c>volumes</c>, <c>names</c>.</summary>
    public ValueTask<FileLock> AcquireHostAsync(string name, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(PathOf(name + ".host"), cancellationToken);

    private string PathOf(string name)
    {
        Directory.CreateDirectory(layout.Locks, FileModes.PrivateDirectory);
        return Path.Join(layout.Locks, name);
    }
}
