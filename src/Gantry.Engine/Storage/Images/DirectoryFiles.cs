using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Files of an OCI layout or of the containers tools' <c>dir:</c> form. Links in it are not followed: the folder may
/// be someone else's.
/// </summary>
internal sealed class DirectoryFiles : IImageFiles, IDisposable
{
    private readonly DirectoryDescriptor _directory;
    private readonly StagingArea _staging;
    private readonly bool _isOurs;
    private readonly Dictionary<string, StagedBlob> _taken = new(StringComparer.Ordinal);

    private DirectoryFiles(DirectoryDescriptor directory, StagingArea staging, string description, bool isOurs)
    {
        _directory = directory;
        _staging = staging;
        Description = description;
        _isOurs = isOurs;
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Opens a folder whose files are copied.</summary>
    public static DirectoryFiles Open(string path, StagingArea staging) =>
        new(DirectoryDescriptor.Open(path), staging, path, isOurs: false);

    /// <summary>Opens a folder inside the staging area, whose files are moved.</summary>
    public static DirectoryFiles OpenOurs(string path, StagingArea staging, string description) =>
        new(DirectoryDescriptor.Open(path), staging, description, isOurs: true);

    /// <inheritdoc/>
    public bool Contains(string name) => _directory.TryStat(name)?.Kind == FileKind.Regular;

    /// <inheritdoc/>
    public byte[] ReadDocument(string name)
    {
        using var file = Open(name);
        var length = file.Status().Size;
        if (length > ImageDocuments.MaximumBytes)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"\"{name}\" of {Description} has {length} bytes; {ImageDocuments.MaximumBytes} are the limit.");
        }

        var content = new byte[length];
        using var stream = file.AsStream(FileAccess.Read, leaveOpen: true);
        stream.ReadExactly(content);
        return content;
    }

    /// <inheritdoc/>
    public async Task<StagedBlob> TakeAsync(string name, CancellationToken cancellationToken)
    {
        // Images often hold the same layer twice (an empty one), and a moved file is not there a second time.
        if (!_taken.TryGetValue(name, out var blob))
        {
            blob = await StageAsync(name, cancellationToken);
            _taken.Add(name, blob);
        }

        return blob;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private Descriptor Open(string name) =>
        _directory.TryOpenFile(name, OpenMode.Read)
        ?? throw new GantryException(ErrorCode.Invalid, $"\"{name}\" is missing in {Description}.");

    private async Task<StagedBlob> StageAsync(string name, CancellationToken cancellationToken)
    {
        if (_isOurs && Contains(name))
        {
            return await _staging.AdoptAsync(Path.Join(_directory.Path, name), cancellationToken);
        }

        using var file = Open(name);
        await using var stream = file.AsStream(FileAccess.Read, leaveOpen: true);
        return await _staging.WriteAsync(stream, cancellationToken);
    }
}
