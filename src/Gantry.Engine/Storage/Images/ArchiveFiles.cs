using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Files of a docker-archive or oci-archive, read in one pass from a stream that need not seek. Every regular file is
/// put into the staging area as it comes, because only the end of the archive may tell which ones matter.
/// </summary>
internal sealed class ArchiveFiles : IImageFiles
{
    private const int MaximumEntries = 100_000;
    private const int MaximumLinks = 10;

    private readonly Dictionary<string, StagedBlob> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    private ArchiveFiles(string description)
    {
        Description = description;
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Reads an archive to its end, decompressing it when it is compressed.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is malformed or truncated.</exception>
    public static async Task<ArchiveFiles> ReadAsync(
        Stream source,
        string description,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var files = new ArchiveFiles(description);
        await using var plain = await ArchiveStreams.DecompressAsync(source, DecompressionTool.Open, cancellationToken);
        var tar = new TarReader(plain);
        while (await tar.ReadNextAsync(cancellationToken) is { } entry)
        {
            await files.AddAsync(entry, tar.Content, staging, cancellationToken);
            progress?.Report(new OperationProgress("reading the archive", tar.Position, null));
        }

        await tar.DrainAsync(cancellationToken);
        return files;
    }

    /// <inheritdoc/>
    public bool Contains(string name) => TryFind(name) is not null;

    /// <inheritdoc/>
    public byte[] ReadDocument(string name)
    {
        var blob = Find(name);
        return blob.LengthBytes <= ImageDocuments.MaximumBytes
            ? File.ReadAllBytes(blob.Path)
            : throw new GantryException(
                ErrorCode.Invalid,
                $"\"{name}\" of {Description} has {blob.LengthBytes} bytes; "
                + $"{ImageDocuments.MaximumBytes} are the limit.");
    }

    /// <inheritdoc/>
    public Task<StagedBlob> TakeAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Find(name));

    private async Task AddAsync(
        TarEntry entry, Stream content, StagingArea staging, CancellationToken cancellationToken)
    {
        var name = Normalise(entry.Name, "");
        if (_files.Count + _links.Count >= MaximumEntries)
        {
            throw Refuse($"it has more than {MaximumEntries} entries");
        }

        switch (entry.Type)
        {
            case TarEntryType.RegularFile when entry.Sparse is null:
                RequireNew(name);
                _files.Add(name, await staging.WriteAsync(content, cancellationToken));
                break;
            case TarEntryType.Symlink:
                RequireNew(name);
                _links.Add(name, Normalise(entry.LinkName, name));
                break;
            case TarEntryType.HardLink:
                RequireNew(name);
                _links.Add(name, Normalise(entry.LinkName, ""));
                break;
            case TarEntryType.Directory:
                break;
            default:
                throw Refuse($"the entry \"{entry.Name}\" is neither a file, a folder nor a link");
        }
    }

    private void RequireNew(string name)
    {
        if (_files.ContainsKey(name) || _links.ContainsKey(name))
        {
            throw Refuse($"the entry \"{name}\" occurs twice");
        }
    }

    /// <summary>A name from the root of the archive; a link's target is relative to the link's folder.</summary>
    private string Normalise(string path, string linkName)
    {
        List<string> parts = path.StartsWith('/') ? [] : [.. linkName.Split('/').SkipLast(1)];
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                throw Refuse($"the entry \"{path}\" leads out of the archive");
            }
        }

        return string.Join('/', parts);
    }

    private StagedBlob Find(string name) =>
        TryFind(name) ?? throw new GantryException(ErrorCode.Invalid, $"\"{name}\" is missing in {Description}.");

    private StagedBlob? TryFind(string name)
    {
        var current = Normalise(name, "");
        for (var links = 0; links < MaximumLinks && _links.TryGetValue(current, out var target); links++)
        {
            current = target;
        }

        return _files.GetValueOrDefault(current);
    }

    private GantryException Refuse(string reason) =>
        new(ErrorCode.Invalid, $"Cannot load images from {Description}: {reason}.");
}
