using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Says in the engine's words that a file system is full.</summary>
internal static class SpaceFailure
{
    // errno.h; .NET keeps it in the low half of an IOException's HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Whether <paramref name="failure"/> means that there is no room.</summary>
    public static bool Is(IOException failure) => failure is LinuxException linux
        ? linux.Errno is Errno.ENOSPC or Errno.EDQUOT
        : (failure.HResult & 0xFFFF) is NoSpace or QuotaExceeded;

    /// <summary>The error to show.</summary>
    /// <param name="attempt">What was attempted, and what is true now.</param>
    /// <param name="failure">The system's error; it names the file.</param>
    public static GantryException Explain(string attempt, IOException failure) => new(
        ErrorCode.NoSpace, $"{attempt}: {failure.Message}. Free space, or choose another file system.", failure);
}
