using Gantry.Engine.Model;

namespace Gantry.Cli.CommandLine;

/// <summary>Podman's exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>What was asked about is not there.</summary>
    public const int NotThere = 1;

    /// <summary>It is in use or runs, so that it was not removed.</summary>
    public const int InUse = 2;

    /// <summary>Gantry itself failed.</summary>
    public const int EngineFailed = 125;

    /// <summary>The command in the container cannot be invoked.</summary>
    public const int NotInvocable = 126;

    /// <summary>The command in the container was not found.</summary>
    public const int NotFound = 127;

    /// <summary>Interrupted by a second Ctrl-C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads standard output any more: 128 + SIGPIPE, as of a program that the signal ends.</summary>
    public const int ReaderGone = 141;

    /// <summary>The code for an error of the engine, in a command without rules of its own.</summary>
    public static int For(ErrorCode code) => code switch
    {
        ErrorCode.CommandNotFound => NotFound,
        ErrorCode.CommandNotInvocable => NotInvocable,
        ErrorCode.NotFound or ErrorCode.AlreadyExists or ErrorCode.WrongState or ErrorCode.InUse or ErrorCode.Invalid
            or ErrorCode.Incompatible or ErrorCode.ToolFailed or ErrorCode.NoSpace or ErrorCode.NeedsRecovery =>
                EngineFailed,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    /// <summary>The code of <c>rm</c>, <c>rmi</c> and <c>volume rm</c>.</summary>
    public static int ForRemoval(ErrorCode code) => code switch
    {
        ErrorCode.NotFound => NotThere,
        ErrorCode.WrongState or ErrorCode.InUse => InUse,
        _ => For(code),
    };
}
