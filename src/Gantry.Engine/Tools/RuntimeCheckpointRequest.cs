using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tools;

/// <summary>One dump by a runtime.</summary>
internal sealed record RuntimeCheckpointRequest
{
    /// <summary>Whose processes are dumped.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Folder that receives CRIU's images.</summary>
    public required string ImagePath { get; init; }

    /// <summary>Folder that receives CRIU's log (<c>dump.log</c>) and statistics (<c>stats-dump</c>).</summary>
    public required string WorkPath { get; init; }

    /// <summary>Images of a pre-dump, relative to <see cref="ImagePath"/>. Null: none.</summary>
    public string? ParentPath { get; init; }

    /// <summary>What becomes of the processes.</summary>
    public RuntimeDumpKind Kind { get; init; }

    /// <summary>Kernel state CRIU dumps only when told to.</summary>
    public KernelState Include { get; init; }
}

/// <summary>What a dump does with the processes.</summary>
internal enum RuntimeDumpKind
{
    /// <summary>They end with the dump.</summary>
    Stop,

    /// <summary>They run on after the dump.</summary>
    LeaveRunning,

    /// <summary>Only memory is written; they run on.</summary>
    PreDump,
}
