using Gantry.Engine.Checkpoints;
using Gantry.Engine.Containers;
using Gantry.Engine.Networking;
using Gantry.Engine.Preflight;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Storage.Volumes;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Migrations;

/// <summary>What both ends of a migration work with.</summary>
internal sealed record MigrationServices
{
    /// <summary>The installation.</summary>
    public required ContainerContext Context { get; init; }

    /// <summary>Undo records.</summary>
    public required OperationJournal Journal { get; init; }

    /// <summary>Does what undo steps say.</summary>
    public required UndoExecutor Undo { get; init; }

    /// <summary>Settles containers.</summary>
    public required ContainerCleanup Cleanup { get; init; }

    /// <summary>Volumes.</summary>
    public required VolumeStore Volumes { get; init; }

    /// <summary>Containers on networks.</summary>
    public required ContainerNetworks Connections { get; init; }

    /// <summary>Makes checkpoints.</summary>
    public required Checkpointer Checkpointer { get; init; }

    /// <summary>Creates containers from archives.</summary>
    public required Importer Importer { get; init; }

    /// <summary>Restores containers in place.</summary>
    public required Restorer Restorer { get; init; }

    /// <summary>Writes archives.</summary>
    public required ArchiveExporter Exporter { get; init; }

    /// <summary>Says what an import would do.</summary>
    public required ImportPreviewer Previewer { get; init; }

    /// <summary>Images.</summary>
    public required ImageStore Images { get; init; }

    /// <summary>CRIU.</summary>
    public Criu Criu => new(Tools.Find("criu"), new ToolAnswers(Context.Layout.ToolAnswers));

    /// <summary>External programs.</summary>
    public required ToolLocator Tools { get; init; }

    /// <summary>The ssh client.</summary>
    public Ssh Ssh => new(Tools);
}
