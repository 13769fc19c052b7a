using Gantry.Engine.Model;
using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// The images of other installations, which are read and never changed: their roots were given as additional stores.
/// Whoever removes an image there takes it from the containers here.
/// </summary>
internal sealed class SharedImages : IDisposable
{
    private readonly List<StateDatabase> _databases = [];
    private readonly List<HostLayout> _layouts = [];

    /// <summary>Opens the stores; one without a database has no images yet.</summary>
    /// <param name="roots">Absolute paths.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such folder. <see cref="ErrorCode.Incompatible"/>: of a newer Gantry.
    /// </exception>
    public SharedImages(IReadOnlyList<string> roots)
    {
        foreach (var root in roots)
        {
            if (!Directory.Exists(root))
            {
                throw new GantryException(
                    ErrorCode.NotFound, $"overlay: can't stat imageStore dir {root}: no such file or directory");
            }

            var layout = new HostLayout(new EngineOptions { Root = root });
            _layouts.Add(layout);
            if (File.Exists(layout.Database))
            {
                _databases.Add(StateDatabase.OpenToRead(layout.Database));
            }
        }

        Tables = [.. _databases.Select(database => new ImageTable(database))];
    }

    /// <summary>What is on record in them.</summary>
    public IReadOnlyList<ImageTable> Tables { get; }

    /// <summary>The folders of their blobs.</summary>
    public IReadOnlyList<string> BlobFolders => [.. _layouts.Select(layout => layout.Blobs)];

    /// <summary>The folders of their layers.</summary>
    public IReadOnlyList<string> LayerFolders => [.. _layouts.Select(layout => layout.Layers)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var database in _databases)
        {
            database.Dispose();
        }
    }
}
