using Gantry.Engine.Model;

namespace Gantry.Engine.Containers;

/// <summary>
/// The exit codes conmon leaves, one file per container id. They outlive the container for a while, so that who waits
/// for one that removes itself still learns its exit code.
/// </summary>
internal sealed class ExitFiles(HostLayout layout, TimeProvider time)
{
    // Podman keeps exit codes of removed containers as long.
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(5);

    /// <summary>The exit code and when it was written; null while there is none.</summary>
    public ExitRecord? Read(ContainerId id)
    {
        var file = new FileInfo(PathOf(id));
        return file.Exists && int.TryParse(File.ReadAllText(file.FullName), out var code)
            ? new ExitRecord(code, new DateTimeOffset(file.LastWriteTimeUtc))
            : null;
    }

    /// <summary>Forgets the last exit before a new start.</summary>
    public void Delete(ContainerId id) => File.Delete(PathOf(id));

    /// <summary>Removes what is older than five minutes and belongs to no container of <paramref name="known"/>.</summary>
    public void Prune(IEnumerable<ContainerId> known)
    {
        if (!Directory.Exists(layout.Exits))
        {
            return;
        }

        var names = known.Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(layout.Exits).EnumerateFiles())
        {
            if (!names.Contains(file.Name) && time.GetUtcNow() - file.LastWriteTimeUtc > s_kept)
            {
                file.Delete();
            }
        }
    }

    private string PathOf(ContainerId id) => Path.Join(layout.Exits, id.ToString());
}

/// <summary>How and when a container ended.</summary>
/// <param name="Code">Its exit code; 128 + signal when a signal ended it.</param>
/// <param name="Time">When conmon wrote it.</param>
internal sealed record ExitRecord(int Code, DateTimeOffset Time);
