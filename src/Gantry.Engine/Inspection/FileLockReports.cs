using System.Globalization;
using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Makes reports of file locks.</summary>
internal static class FileLockReports
{
    /// <summary>The locks in CRIU's order.</summary>
    public static IEnumerable<FileLockReport> Of(CriuImageSet images) => images.Locks.Select(Describe);

    private static FileLockReport Describe(FileLock held) => new(
        held.Pid,
        held.Number,
        held.Flag switch // criu/include/file-lock.h
        {
            1 => "posix",
            2 => "flock",
            4 => "ofd",
            8 => "lease",
            var other => Number(other),
        },
        held.Type switch // fcntl.h, F_RDLCK and F_WRLCK
        {
            0 => "read",
            1 => "write",
            var other => Number(other),
        },
        held.Start,
        held.Length);

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
