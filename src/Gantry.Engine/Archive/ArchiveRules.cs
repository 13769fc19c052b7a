namespace Gantry.Engine.Archive;

/// <summary>What entries a checkpoint archive may hold; everything else is refused, whoever wrote it.</summary>
internal static class ArchiveRules
{
    private static readonly HashSet<string> s_files =
    [
        EntryNames.ConfigDump, EntryNames.SpecDump, EntryNames.NetworkStatus, EntryNames.DevShm, EntryNames.RootFsDiff,
        EntryNames.DeletedFiles, EntryNames.StatsDump, EntryNames.Log, EntryNames.Manifest,
        EntryNames.Origin,
    ];

    private static readonly HashSet<string> s_directories =
        [EntryNames.Checkpoint, EntryNames.PreCheckpoint, EntryNames.Volumes, EntryNames.Artifacts];

    /// <summary>
    /// The name without <c>./</c> in front and slash behind; empty for the archive's root, which <c>tar -c .</c>
    /// writes.
    /// </summary>
    public static string Normalise(string name)
    {
        var rest = name.AsSpan();
        while (rest.StartsWith("./"))
        {
            rest = rest[2..];
        }

        rest = rest.TrimEnd('/');
        if (rest is "" or ".")
        {
            return name.StartsWith('/') ? name : "";
        }

        return rest.Length == name.Length ? name : rest.ToString();
    }

    /// <summary>Why an entry is refused; null when it is fine.</summary>
    /// <param name="name">Its normalised name, not empty.</param>
    /// <param name="entry">Its header.</param>
    public static string? Complaint(string name, TarEntry entry) =>
        NameComplaint(name) ?? TypeComplaint(name, entry) ?? (entry.Sparse is null ? null : "it is stored sparse");

    private static string? NameComplaint(string name)
    {
        if (name.Length == 0 || name[0] == '/')
        {
            return "its name is absolute";
        }

        foreach (var part in name.AsSpan().Split('/'))
        {
            if (name.AsSpan(part) is "" or "." or "..")
            {
                return "its name has empty parts or dots as parts";
            }
        }

        return name.Any(c => char.IsControl(c) || char.IsSurrogate(c))
            ? "its name holds control or invalid characters"
            : null;
    }

    private static string? TypeComplaint(string name, TarEntry entry)
    {
        if (name == EntryNames.CheckpointParent)
        {
            return entry is { Type: TarEntryType.Symlink, LinkName: EntryNames.CheckpointParentTarget }
                ? null
                : $"it must be a symbolic link to {EntryNames.CheckpointParentTarget}";
        }

        var isBelowVolumes = name.StartsWith(EntryNames.Volumes + "/", StringComparison.Ordinal);
        if (isBelowVolumes && EntryNames.VolumeOf(name) is null)
        {
            return "it is not the tar of a volume with a valid name";
        }

        return entry.Type switch
        {
            TarEntryType.RegularFile => s_directories.Contains(name) ? "it must be a directory" : null,
            TarEntryType.Directory => s_files.Contains(name) || isBelowVolumes ? "it must be a regular file" : null,
            _ => "links, devices and pipes are not allowed in a checkpoint archive",
        };
    }
}
