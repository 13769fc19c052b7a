namespace Gantry.Engine.Archive;

/// <summary>What an archive has been found, or made, to hold so far: nothing twice, nothing below a file.</summary>
internal sealed class ArchiveLedger
{
    private const int MaxEntries = 200_000;
    private const int MaxNameCharacters = 32 * 1024 * 1024;

    private readonly List<ArchivedEntry> _entries = [];
    private readonly Dictionary<string, TarEntryType> _types = new(StringComparer.Ordinal);
    private long _nameCharacters;

    /// <summary>The entries that are complete, in order.</summary>
    public IReadOnlyList<ArchivedEntry> Entries => _entries;

    /// <summary>Admits the next entry; returns why it cannot be, or null.</summary>
    /// <param name="name">Its normalised name.</param>
    /// <param name="entry">Its header.</param>
    public string? Admit(string name, TarEntry entry)
    {
        _nameCharacters += name.Length;
        if (ArchiveRules.Complaint(name, entry) is { } complaint)
        {
            return complaint;
        }

        if (_types.Count >= MaxEntries || _nameCharacters > MaxNameCharacters)
        {
            return $"the archive has more than {MaxEntries} entries or {MaxNameCharacters} characters of names";
        }

        if (IsBelowFile(name))
        {
            return "it lies below a file";
        }

        return _types.TryAdd(name, entry.Type) ? null : "it is there twice";
    }

    /// <summary>Notes the fingerprint of the entry admitted last; without a hash its content was not looked at.</summary>
    public void Complete(string name, TarEntryType type, long length, ReadOnlySpan<byte> hash) =>
        _entries.Add(new ArchivedEntry(name, TypeName(type), length, Convert.ToHexStringLower(hash)));

    /// <summary>Compares with what the manifest lists; returns what differs, or null.</summary>
    public string? Difference(ArchiveManifest manifest)
    {
        var listed = new Dictionary<string, ArchivedEntry>(StringComparer.Ordinal);
        foreach (var entry in manifest.Entries)
        {
            if (!listed.TryAdd(entry.Name, entry))
            {
                return $"\"{entry.Name}\" is listed twice in {EntryNames.Manifest}";
            }
        }

        foreach (var entry in _entries)
        {
            if (!listed.Remove(entry.Name, out var expected))
            {
                return $"\"{entry.Name}\" is not listed in {EntryNames.Manifest}";
            }

            if (entry != (entry.Sha256.Length == 0 ? expected with { Sha256 = "" } : expected))
            {
                return $"\"{entry.Name}\" is not what was written: {entry.Type}, {entry.Length} bytes, {entry.Sha256}; "
                    + $"{EntryNames.Manifest} says {expected.Type}, {expected.Length} bytes, {expected.Sha256}";
            }
        }

        return listed.Count == 0 ? null : $"\"{listed.Keys.First()}\" is listed in {EntryNames.Manifest} and missing";
    }

    private static string TypeName(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => "file",
        TarEntryType.Directory => "directory",
        TarEntryType.Symlink => "symlink",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private bool IsBelowFile(string name)
    {
        var types = _types.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
        {
            if (types.TryGetValue(name.AsSpan(0, slash), out var type) && type != TarEntryType.Directory)
            {
                return true;
            }
        }

        return false;
    }
}
