namespace Gantry.Engine.Storage.Trees;

/// <summary>How entries of a tree are named in its tar.</summary>
internal enum TreeNaming
{
    /// <summary><c>./</c> for the directory itself, then <c>./a</c>, <c>./a/b</c>: volumes and /dev/shm.</summary>
    DotSlash,

    /// <summary><c>a</c>, <c>a/b</c>, and no entry for the directory itself: <c>rootfs-diff.tar</c>.</summary>
    Bare,
}
