using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Checkpoints;

/// <summary>Where the parts of a container's checkpoint lie in its bundle; names as Podman has them.</summary>
internal sealed class CheckpointFiles(HostLayout layout, ContainerId id)
{
    /// <summary>The bundle itself; CRIU's work folder.</summary>
    public string Bundle { get; } = layout.Bundle(id);

    /// <summary>On the disk: what has to outlive a reboot.</summary>
    public CheckpointStore Durable { get; } = new(layout.Bundle(id));

    /// <summary>In memory, where the container's memory was until then: what an archive holds as well.</summary>
    public CheckpointStore InMemory { get; } = new(layout.MemoryCheckpoint(id));

    /// <summary>Where the checkpoint is that a restore in place uses.</summary>
    public CheckpointStore Current => Directory.Exists(InMemory.Images) ? InMemory : Durable;

    /// <summary>What a store is called in results.</summary>
    public ImageMedium MediumOf(CheckpointStore store) => store == InMemory ? ImageMedium.Memory : ImageMedium.Durable;

    /// <summary>CRIU's images of a pre-dump, that the next checkpoint may build on.</summary>
    public string PreImages => Path.Join(Bundle, "pre-checkpoint");

    /// <summary>Those while they are being made.</summary>
    public string PreImagesInProgress => PreImages + ".partial";

    /// <summary>The images of the pre-dump as seen from those that build on it.</summary>
    public static string PreImagesFromImages => "../pre-checkpoint";

    /// <summary>Name of the link from images to those they build on.</summary>
    public static string ParentLink => "parent";

    /// <summary>Addresses at the time of the checkpoint.</summary>
    public string NetworkStatus => Path.Join(Bundle, "network.status");

    /// <summary>Files made for the container.</summary>
    public string Artifacts => Path.Join(Bundle, "artifacts");

    /// <summary>CRIU's log of the dump.</summary>
    public string DumpLog => Path.Join(Bundle, "dump.log");

    /// <summary>CRIU's log of the restore.</summary>
    public string RestoreLog => Path.Join(Bundle, "restore.log");

    /// <summary>CRIU's statistics of the dump.</summary>
    public string StatsDump => Path.Join(Bundle, "stats-dump");

    /// <summary>CRIU's statistics of the restore.</summary>
    public string StatsRestore => Path.Join(Bundle, "stats-restore");

    /// <summary>The configuration the runtime was last given.</summary>
    public string RuntimeConfiguration => Path.Join(Bundle, "config.json");

    /// <summary>The configuration template the container starts from.</summary>
    public string Template => Path.Join(Bundle, "spec.json");

    /// <summary>The container's log.</summary>
    public string Log { get; } = layout.Log(id);

    /// <summary>What is removed after a dump unless the person keeps it.</summary>
    public IEnumerable<string> AfterDump => [DumpLog, StatsDump];

    /// <summary>What a restore uses up unless the person keeps it; folders and files.</summary>
    public IEnumerable<string> AfterRestore =>
    [
        .. (string[])(Current == InMemory ? [InMemory.Folder] : [Durable.Images, Durable.DevShm]),
        PreImages, NetworkStatus, DumpLog, RestoreLog, StatsDump, StatsRestore,
    ];
}
