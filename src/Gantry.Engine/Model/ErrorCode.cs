namespace Gantry.Engine.Model;

/// <summary>What callers branch on when an operation fails. Each value says what is true afterwards.</summary>
public enum ErrorCode
{
    /// <summary>The object named does not exist; nothing was changed.</summary>
    NotFound,

    /// <summary>The name or id is taken; nothing was changed.</summary>
    AlreadyExists,

    /// <summary>The object exists but its state does not allow the operation; nothing was changed.</summary>
    WrongState,

    /// <summary>Another object depends on it; nothing was changed.</summary>
    InUse,

    /// <summary>The request, an archive or an image is malformed or not allowed; nothing was changed.</summary>
    Invalid,

    /// <summary>This host cannot do it (kernel, CRIU, runtime, rights, image); nothing was changed.</summary>
    Incompatible,

    /// <summary>An external program or the kernel failed; what was begun has been undone.</summary>
    ToolFailed,

    /// <summary>A file system is full; what was begun has been undone.</summary>
    NoSpace,

    /// <summary>An earlier operation could not be undone; <c>gantry recover</c> shows and retries it.</summary>
    NeedsRecovery,

    /// <summary>The command inside the container was not found (exit code 127).</summary>
    CommandNotFound,

    /// <summary>The command inside the container cannot be invoked (exit code 126).</summary>
    CommandNotInvocable,
}
