using System.Globalization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Checkpoints;

/// <summary>CRIU's logs of failed restores, kept outside the container they belong to.</summary>
internal static class KeptLog
{
    /// <summary>Copies a log to a place where it stays, and returns the copy's path; the given path when there is no log.</summary>
    public static string Keep(HostLayout layout, ContainerId id, string log)
    {
        if (!File.Exists(log))
        {
            return log;
        }

        Directory.CreateDirectory(layout.Logs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var number = File.GetLastWriteTimeUtc(log).Ticks.ToString(CultureInfo.InvariantCulture);
        var kept = Path.Join(layout.Logs, $"restore-{id.ShortForm}-{number}.log");
        File.Copy(log, kept, overwrite: true);
        return kept;
    }
}
