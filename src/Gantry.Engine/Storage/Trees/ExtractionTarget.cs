namespace Gantry.Engine.Storage.Trees;

/// <summary>What a tar is extracted into; decides which entries are allowed and what their names mean.</summary>
internal enum ExtractionTarget
{
    /// <summary>
    /// A folder of an overlay for one image layer: <c>.wh.NAME</c> becomes a whiteout, <c>.wh..wh..opq</c> an opaque
    /// directory, leading slashes are stripped, links on the way are resolved with the folder as root, device nodes
    /// are allowed, and the end marker of the tar may be missing.
    /// </summary>
    Layer,

    /// <summary>A container's root file system: links on the way are resolved in it, devices are allowed.</summary>
    RootfsDiff,

    /// <summary>A volume: no links on the way, no device nodes.</summary>
    Volume,

    /// <summary>A container's /dev/shm: as <see cref="Volume"/>.</summary>
    Shm,
}
