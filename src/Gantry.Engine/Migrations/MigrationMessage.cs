using System.Text.Json.Serialization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>
/// What the two ends say to each other: a closed set. Members that a reader does not know are ignored; what it must not
/// ignore is named in <see cref="Offer.Requires"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Offer), "offer")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Image), "image")]
[JsonDerivedType(typeof(Loaded), "loaded")]
[JsonDerivedType(typeof(Measure), "measure")]
[JsonDerivedType(typeof(Measured), "measured")]
[JsonDerivedType(typeof(Round), "round")]
[JsonDerivedType(typeof(Taken), "taken")]
[JsonDerivedType(typeof(Restore), "restore")]
[JsonDerivedType(typeof(Prepared), "prepared")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(Discard), "discard")]
[JsonDerivedType(typeof(Running), "running")]
[JsonDerivedType(typeof(Arrived), "arrived")]
[JsonDerivedType(typeof(Discarded), "discarded")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Resolve), "resolve")]
[JsonDerivedType(typeof(Probe), "probe")]
[JsonDerivedType(typeof(Facts), "facts")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record MigrationMessage
{
    /// <summary>The version of the protocol that this build speaks.</summary>
    public const int Version = 1;

    /// <summary>Ability: a container gets other networks, addresses or ports.</summary>
    public const string NetworkAbility = "network";

    /// <summary>Ability: the target takes bytes that the speed is measured by.</summary>
    public const string MeasureAbility = "measure";

    /// <summary>Ability: the target pulls the image.</summary>
    public const string PullAbility = "pull";

    /// <summary>Ability: a container gets another name and id.</summary>
    public const string NameAbility = "name";

    /// <summary>Ability: a container runs before its memory has come.</summary>
    public const string PostCopyAbility = "postCopy";

    private MigrationMessage()
    {
    }

    /// <summary>Source, first: a container to be taken.</summary>
    internal sealed record Offer : MigrationMessage
    {
        /// <summary>Version of the protocol.</summary>
        public required int Protocol { get; init; }

        /// <summary>Name and version of the engine.</summary>
        public required string Engine { get; init; }

        /// <summary>The migration's id.</summary>
        public required string Migration { get; init; }

        /// <summary>The source's host name.</summary>
        public required string Host { get; init; }

        /// <summary>The container's id on the source.</summary>
        public required ContainerId ContainerId { get; init; }

        /// <summary>The container's name on the source.</summary>
        public required string ContainerName { get; init; }

        /// <summary>Its name on the target, where it gets a new id too. Null: both as here. Required if given.</summary>
        public string? Name { get; init; }

        /// <summary>Kernel state that the checkpoint has and the restore needs.</summary>
        public KernelState Include { get; init; }

        /// <summary>What becomes of volumes that the target has, as typed.</summary>
        public IReadOnlyList<string> VolumePolicies { get; init; } = [];

        /// <summary>The data stream that follows at once: an archive with the container's definition alone.</summary>
        public required uint Definition { get; init; }

        /// <summary>Bytes that the processes have in memory.</summary>
        public long MemoryBytes { get; init; }

        /// <summary>Bytes of changed files, /dev/shm and volumes.</summary>
        public long FileBytes { get; init; }

        /// <summary>The source's processor, in the words of OCI.</summary>
        public required string Architecture { get; init; }

        /// <summary>The source's CRIU, as one number.</summary>
        public required int CriuVersion { get; init; }

        /// <summary>CRIU's description of the source's processor.</summary>
        public required byte[] Processor { get; init; }

        /// <summary>Other networks or addresses. Null: the container's own. Required if given.</summary>
        public NetworkChange? Network { get; init; }

        /// <summary>Ports to publish. Null: the container's own. Required if given.</summary>
        public IReadOnlyList<PortMapping>? Ports { get; init; }

        /// <summary>The image's name on the source.</summary>
        public string ImageName { get; init; } = "";

        /// <summary>The image's id, hexadecimal.</summary>
        public string ImageId { get; init; } = "";

        /// <summary>The digests of the image's layers, as they would be sent.</summary>
        public IReadOnlyList<Digest> ImageLayers { get; init; } = [];

        /// <summary>How the target gets the image when it lacks it. Unless it is sent, required.</summary>
        public ImageTransfer ImageTransfer { get; init; }

        /// <summary>The source wants to know what stands in the way, and no more.</summary>
        public bool IsPreview { get; init; }

        /// <summary>Names of abilities that the target must have.</summary>
        public IReadOnlyList<string> Requires { get; init; } = [];
    }

    /// <summary>Target: whether it would take the container.</summary>
    internal sealed record Accepted(int Protocol, string Engine) : MigrationMessage
    {
        /// <summary>What stands in the way, each with a remedy. Empty: nothing, and it waits for the container.</summary>
        public IReadOnlyList<string> Blockers { get; init; } = [];

        /// <summary>It lacks the image, which is to be sent first.</summary>
        public bool NeedsImage { get; init; }

        /// <summary>Why a container cannot run here before its memory has come, if that was asked for. Null: it can.</summary>
        public string? PostCopyObstacle { get; init; }

        /// <summary>The layers of such an image that it has, and that need not be sent.</summary>
        public IReadOnlyList<Digest> LayersHere { get; init; } = [];
    }

    /// <summary>Source: the image comes next, as a data stream that holds an oci-archive.</summary>
    internal sealed record Image(uint Stream) : MigrationMessage;

    /// <summary>Target: it has the image.</summary>
    internal sealed record Loaded : MigrationMessage;

    /// <summary>Source: bytes come next, as a data stream, that are measured and forgotten.</summary>
    internal sealed record Measure(uint Stream) : MigrationMessage;

    /// <summary>Target: it has got them.</summary>
    internal sealed record Measured : MigrationMessage;

    /// <summary>Source: files come next, as an archive in a data stream; with each further one what changed since.</summary>
    internal sealed record Round(uint Stream) : MigrationMessage;

    /// <summary>Target: it has unpacked them.</summary>
    internal sealed record Taken : MigrationMessage;

    /// <summary>Source: the checkpoint archive comes next, as a data stream.</summary>
    /// <param name="Stream">Its number.</param>
    /// <param name="Pages">
    /// Number of two data streams, one from each end, in which the two ends of CRIU speak about the memory from now on, in
    /// between all other frames. Null: the memory is in the archive.
    /// </param>
    internal sealed record Restore(uint Stream, uint? Pages = null) : MigrationMessage;

    /// <summary>Target: the container is held before its first instruction.</summary>
    internal sealed record Prepared : MigrationMessage;

    /// <summary>Source: the container is the target's.</summary>
    internal sealed record Commit : MigrationMessage;

    /// <summary>Source: the container stays.</summary>
    internal sealed record Discard : MigrationMessage;

    /// <summary>Target: the container runs.</summary>
    internal sealed record Running(ContainerId ContainerId, IReadOnlyList<string> Warnings) : MigrationMessage;

    /// <summary>Target: all of the memory has come, to a container that ran before that.</summary>
    internal sealed record Arrived : MigrationMessage;

    /// <summary>Target: nothing of the container is left.</summary>
    internal sealed record Discarded : MigrationMessage;

    /// <summary>Source: it will not ask about this migration again.</summary>
    internal sealed record Finished : MigrationMessage;

    /// <summary>Source, first: what was decided about a migration that was interrupted.</summary>
    /// <param name="Protocol">Version of the protocol.</param>
    /// <param name="Migration">The migration's id.</param>
    /// <param name="Runs">The container is the target's. False: it stays.</param>
    internal sealed record Resolve(int Protocol, string Migration, bool Runs) : MigrationMessage;

    /// <summary>Source, first and last: what are you, and could containers of this host run there?</summary>
    /// <param name="Protocol">Version of the protocol.</param>
    /// <param name="Architecture">The source's processor, in the words of OCI.</param>
    /// <param name="CriuVersion">The source's CRIU, as one number.</param>
    /// <param name="Processor">CRIU's description of the source's processor.</param>
    internal sealed record Probe(int Protocol, string Architecture, int CriuVersion, byte[] Processor) : MigrationMessage;

    /// <summary>Target: this.</summary>
    internal sealed record Facts(TargetFacts Target) : MigrationMessage;

    /// <summary>Either: it cannot go on.</summary>
    internal sealed record Failed(ErrorCode Code, string Message) : MigrationMessage;
}
