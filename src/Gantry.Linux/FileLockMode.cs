namespace Gantry.Linux;

/// <summary>Who else may hold the lock (flock(2)).</summary>
public enum FileLockMode
{
    /// <summary>No one.</summary>
    Exclusive,

    /// <summary>Others that hold it shared too.</summary>
    Shared,
}
