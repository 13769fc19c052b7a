namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What a person asks for with <c>container checkpoint</c>.</summary>
public sealed record CheckpointRequest
{
    /// <summary>Where the checkpoint goes.</summary>
    public CheckpointTarget Target { get; init; } = new CheckpointTarget.Local();

    /// <summary>What becomes of the container.</summary>
    public AfterCheckpoint After { get; init; } = AfterCheckpoint.Stop;

    /// <summary>What is left out of an archive.</summary>
    public CheckpointParts Exclude { get; init; }

    /// <summary>Kernel state CRIU touches only when told to.</summary>
    public KernelState Include { get; init; }

    /// <summary>How much of the memory is dumped.</summary>
    public CheckpointMemory Memory { get; init; } = CheckpointMemory.All;

    /// <summary>Keep CRIU's log and statistics in the container's folder.</summary>
    public bool Keep { get; init; }
}

/// <summary>Where a checkpoint goes: a closed set.</summary>
public abstract record CheckpointTarget
{
    private CheckpointTarget()
    {
    }

    /// <summary>It stays in the container's folder.</summary>
    public sealed record Local : CheckpointTarget;

    /// <summary>An archive, written to a file that appears only when it is whole.</summary>
    public sealed record ToFile(string Path, ArchiveCompression Compression) : CheckpointTarget
    {
        /// <summary>Key of OpenSSH that signs it, into a file of its name and <c>.sig</c>; absolute path. Null: it is not signed.</summary>
        public string? SigningKey { get; init; }

        /// <summary>For whom it is encrypted. Null: it is not.</summary>
        public ArchiveEncryption? Encryption { get; init; }
    }

    /// <summary>An archive, written to a stream (standard output, ssh).</summary>
    public sealed record ToStream(Stream Stream, ArchiveCompression Compression) : CheckpointTarget
    {
        /// <summary>For whom it is encrypted. Null: it is not.</summary>
        public ArchiveEncryption? Encryption { get; init; }
    }

    /// <summary>An image of one layer in the local store, which is the archive.</summary>
    /// <param name="Name">Its name; a short one gets <c>localhost/</c>.</param>
    public sealed record ToImage(string Name) : CheckpointTarget;
}

/// <summary>What becomes of a container after its checkpoint.</summary>
public enum AfterCheckpoint
{
    /// <summary>Its processes end; they live on in the checkpoint.</summary>
    Stop,

    /// <summary>It runs on.</summary>
    LeaveRunning,
}

/// <summary>How much of the memory a checkpoint dumps. All but the first need a kernel that tracks changed pages.</summary>
public enum CheckpointMemory
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>All of it and nothing else, while the container runs on: a pre-dump for the checkpoint to come.</summary>
    Ahead,

    /// <summary>What changed since the pre-dump.</summary>
    ChangesSince,
}

/// <summary>Parts of an archive that can be left out or not applied.</summary>
[Flags]
public enum CheckpointParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Changes of the root file system.</summary>
    RootFileSystem = 1,

    /// <summary>Volumes.</summary>
    Volumes = 2,
}

/// <summary>Kernel state that CRIU dumps or restores only when told to.</summary>
[Flags]
public enum KernelState
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Established TCP connections are kept.</summary>
    TcpEstablished = 1,

    /// <summary>File locks are kept.</summary>
    FileLocks = 2,

    /// <summary>Restore only: connections of the images are restored closed.</summary>
    TcpClose = 4,
}
