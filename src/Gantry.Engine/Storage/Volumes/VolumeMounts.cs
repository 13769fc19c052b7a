using Gantry.Engine.Model;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Volumes;

/// <summary>
/// Mounts volumes that have a type or a device while containers use them. Who uses one is kept as empty files below
/// the run root, which a reboot clears as it does the mounts.
/// </summary>
internal sealed class VolumeMounts(HostLayout layout, ContainerLocks locks)
{
    /// <summary>Name of the host-wide lock that orders mounts, unmounts and copy-up.</summary>
    public const string LockName = "volumes";

    private static readonly string[] s_directories = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>
    /// Mounts the volume unless it is, and notes its user. A volume without type and device needs nothing.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: mount(8) failed.</exception>
    public async Task MountAsync(Volume volume, ContainerId user, CancellationToken cancellationToken)
    {
        var options = VolumeOptions.Parse(volume.Options);
        if (!options.NeedsMount)
        {
            return;
        }

        using var held = await locks.AcquireHostAsync(LockName, cancellationToken);
        if (!Mounts.IsMounted(volume.MountPoint))
        {
            await MountAtAsync(volume.Name, options, volume.MountPoint, cancellationToken);
        }

        var users = UsersOf(volume.Name);
        Directory.CreateDirectory(users, FileModes.PrivateDirectory);
        await File.WriteAllBytesAsync(Path.Join(users, user.ToString()), [], cancellationToken);
    }

    /// <summary>Strikes out a user and unmounts the volume after the last one. Not mounted is no error.</summary>
    public async Task UnmountAsync(Volume volume, ContainerId user, CancellationToken cancellationToken)
    {
        if (!VolumeOptions.Parse(volume.Options).NeedsMount)
        {
            return;
        }

        using var held = await locks.AcquireHostAsync(LockName, cancellationToken);
        var users = UsersOf(volume.Name);
        if (Directory.Exists(users))
        {
            File.Delete(Path.Join(users, user.ToString()));
        }

        if (!Directory.Exists(users) || !Directory.EnumerateFiles(users).Any())
        {
            Forget(volume);
        }
    }

    /// <summary>Unmounts a volume that no container has on record and forgets its users.</summary>
    public void Forget(Volume volume)
    {
        if (Mounts.IsMounted(volume.MountPoint))
        {
            Mounts.Unmount(volume.MountPoint, detach: true);
        }

        var users = UsersOf(volume.Name);
        if (Directory.Exists(users))
        {
            Directory.Delete(users, recursive: true);
        }
    }

    /// <summary>
    /// Mounts what the options name at a folder. By mount(8), not mount(2): it knows the words of <c>o</c> and calls
    /// mount.nfs and its like, without which these types do not work (Podman does the same).
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.ToolFailed"/>; <see cref="ErrorCode.Incompatible"/>: no mount(8) here.
    /// </exception>
    public static async Task MountAtAsync(
        string name, VolumeOptions options, string path, CancellationToken cancellationToken)
    {
        List<string> arguments = [];
        AddIfSet("-o", options.MountOptions);
        AddIfSet("-t", options.FileSystemType);
        arguments.AddRange([options.Source!, path]);
        var start = new ChildProcessStart { FileName = Program(), Arguments = arguments };
        var result = await ChildProcess.RunAsync(start, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new GantryException(
                ErrorCode.ToolFailed, $"mounting volume {name} failed: {result.StandardError.Trim()}");
        }

        void AddIfSet(string flag, string value)
        {
            if (value.Length > 0)
            {
                arguments.AddRange([flag, value]);
            }
        }
    }

    private static string Program() =>
        s_directories.Select(d => Path.Join(d, "mount")).FirstOrDefault(File.Exists)
        ?? throw new GantryException(
            ErrorCode.Incompatible, "The volume has a type or a device, but mount(8) is missing: install util-linux.");

    private string UsersOf(string volume) => Path.Join(layout.RunRoot, "volumes", volume);
}
