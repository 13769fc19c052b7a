namespace Gantry.Engine.Storage.Trees;

/// <summary>How a path of a container differs from its image; Podman prints A, C and D.</summary>
internal enum FileChangeKind
{
    /// <summary>The image has nothing there.</summary>
    Added,

    /// <summary>Both have something there, and content, type or attributes may differ.</summary>
    Changed,

    /// <summary>Only the image has something there.</summary>
    Deleted,
}
