using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>A host that containers are moved to, several at a time, and the memory that it has left for more.</summary>
internal sealed class DrainTarget(MigrationHost host, long availableBytes)
{
    private long _available = availableBytes;

    /// <summary>The host.</summary>
    public MigrationHost Host => host;

    /// <summary>Bytes of memory that no container was meant to have yet.</summary>
    public long AvailableBytes => Interlocked.Read(ref _available);

    /// <summary>Means memory for a container.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _available, -bytes);

    /// <summary>The container does not come after all.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _available, bytes);
}
