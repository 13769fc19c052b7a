using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Migrations;

/// <summary>What a person asks for with <c>migrate</c>.</summary>
public sealed record MigrationRequest
{
    /// <summary>The target: <c>[USER@]HOST</c> as ssh takes it; with a <see cref="Transport"/> a name for messages.</summary>
    public required string Host { get; init; }

    /// <summary>
    /// Command of the shell whose standard streams lead to <c>gantry migrate-receive</c> on the target. Null: ssh.
    /// </summary>
    public string? Transport { get; init; }

    /// <summary>Name on the target; the container then gets a new id too. Null: both stay.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The source keeps its copy when the container runs on the target: stopped, with a free name that ends with
    /// <c>-migrated</c>, and with its volumes.
    /// </summary>
    public bool KeepSource { get; init; }

    /// <summary>
    /// The container runs on the target before its memory has come there, and gets each page when it touches it: a short
    /// downtime however much memory there is, and a container that is lost if either host or the connection is before all
    /// has come. Where hosts or runtime cannot, it is migrated as otherwise.
    /// </summary>
    public bool PostCopy { get; init; }

    /// <summary>What becomes of established TCP connections.</summary>
    public KernelState Include { get; init; }

    /// <summary>Compression of what is sent. Null: what brings it over soonest, by what link and compressors do.</summary>
    public ArchiveCompression? Compression { get; init; }

    /// <summary>The most times that files are sent ahead while the container runs. 0: it is frozen for all of them.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>
    /// How long the last changes of files may take to be sent, as far as can be told, for the container to be frozen before
    /// <see cref="Rounds"/> are done.
    /// </summary>
    public TimeSpan MaxDowntime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most that is sent in a second while the container runs. Null: as much as goes.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>What becomes of volumes that the target has, as <see cref="VolumePolicies.Parse"/> reads it.</summary>
    public IReadOnlyList<string> VolumePolicies { get; init; } = [];

    /// <summary>Other networks or addresses on the target. Null: the container's own.</summary>
    public NetworkChange? Network { get; init; }

    /// <summary>Ports to publish on the target. Null: the container's own.</summary>
    public IReadOnlyList<PortMapping>? Ports { get; init; }

    /// <summary>How the target gets the image when it lacks it.</summary>
    public ImageTransfer Image { get; init; }
}
