namespace Gantry.Linux;

/// <summary>How full a file system is (statvfs(3)).</summary>
/// <param name="TotalBytes">Its size in bytes.</param>
/// <param name="FreeBytes">
/// What this user may still fill, in bytes; less than what is empty where some is reserved.
/// </param>
public readonly record struct SpaceInfo(long TotalBytes, long FreeBytes)
{
    /// <summary>What is filled, in bytes, and what is reserved.</summary>
    public long UsedBytes => TotalBytes - FreeBytes;
}
