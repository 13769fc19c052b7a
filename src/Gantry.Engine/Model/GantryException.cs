namespace Gantry.Engine.Model;

/// <summary>The one exception of the engine: an <see cref="ErrorCode"/> and a sentence for the person.</summary>
public sealed class GantryException : Exception
{
    /// <summary>Creates an error with a message that says what was attempted, on which object, why, and what to do.</summary>
    public GantryException(ErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>What kind of failure it is; decides the exit code.</summary>
    public ErrorCode Code { get; }

    /// <summary>What went wrong while undoing, besides the first error. Empty when everything was undone.</summary>
    public IReadOnlyList<Exception> UndoFailures { get; init; } = [];
}
