using System.Globalization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Linux;

namespace Gantry.Engine.Preflight;

/// <summary>Whether there is room where an installation writes.</summary>
internal sealed class StorageChecks(HostLayout layout)
{
    private const long Little = 1024L * 1024 * 1024;
    private const long TooLittle = 64 * 1024 * 1024;

    /// <summary>All of them.</summary>
    public IEnumerable<SystemCheck> All() =>
    [
        Room("space root", layout.Root, "images, volumes and checkpoints do not fit", "free space, or use another --root", CheckStatus.Missing),
        Room("space runroot", layout.RunRoot, "containers do not start", "free space, or use another --runroot", CheckStatus.Missing),
        Room("space tmpdir", layout.Temporary, "images are not unpacked", "free space, or use another --tmpdir", CheckStatus.Missing),
        Room("space /dev/shm", "/dev/shm", "checkpoints with --export are written to the root's disk first", "mount a larger tmpfs there", CheckStatus.Warning),
    ];

    /// <summary>The folder, or the nearest one above it that is there.</summary>
    public static string NearestFolder(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        return path;
    }

    private static SystemCheck Room(string name, string path, string without, string remedy, CheckStatus unmet)
    {
        var folder = NearestFolder(path);
        var free = Filesystem.Space(folder).FreeBytes;
        var need = new Need(name, free < TooLittle ? unmet : CheckStatus.Warning, without, remedy);
        var found = string.Create(
            CultureInfo.InvariantCulture, $"{path}: {free / 1024.0 / 1024 / 1024:0.0} GiB free on {Filesystem.FileSystemType(folder)}");
        return free < Little ? need.NotMet(found) : need.Met(found);
    }
}
