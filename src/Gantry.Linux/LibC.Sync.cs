using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>Whole file systems: syncfs(2).</summary>
internal static unsafe partial class LibC
{
    /// <summary>syncfs(2).</summary>
    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFs(SafeHandle fd);
}
