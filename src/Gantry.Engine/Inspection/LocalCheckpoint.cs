using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Inspection;

/// <summary>The checkpoint in a container's folder, as the entries that an archive of it would have.</summary>
internal sealed class LocalCheckpoint(Container container, CheckpointFiles files, string cgroupManager)
{
    /// <summary>The entries; those for which there is nothing are left out.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: the container has no checkpoint.</exception>
    public async IAsyncEnumerable<CheckpointEntry> ReadEntriesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(files.Current.Inventory))
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"Container {container.Name} has no checkpoint; one is made by \"gantry container checkpoint {container.Name}\".");
        }

        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(files.Current.Inventory), TimeSpan.Zero);
        var config = JsonSerializer.SerializeToUtf8Bytes(
            ConfigDumpWriter.Write(container, cgroupManager), DefinitionJsonContext.Default.ConfigDump);
        yield return new CheckpointEntry(EntryNames.ConfigDump, config.Length, written, new MemoryStream(config));
        foreach (var (name, path) in Files())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            yield return new CheckpointEntry(name, content.Length, File.GetLastWriteTimeUtc(path), content);
        }
    }

    private IEnumerable<(string Name, string Path)> Files()
    {
        (string Name, string Path)[] single =
        [
            (EntryNames.SpecDump, files.RuntimeConfiguration),
            (EntryNames.NetworkStatus, files.NetworkStatus),
            (EntryNames.DevShm, files.Current.DevShm),
            (EntryNames.StatsDump, files.StatsDump),
        ];
        return single.Where(file => File.Exists(file.Path)).Concat(
            Directory.EnumerateFiles(files.Current.Images)
                .Order(StringComparer.Ordinal)
                .Select(path => ($"{EntryNames.Checkpoint}/{Path.GetFileName(path)}", path)));
    }
}
