using Gantry.Engine.State;

namespace Gantry.Engine.Checkpoints;

/// <summary>Who takes a checkpointed container over.</summary>
internal interface IHandOver
{
    /// <summary>What it has of the container's files already: only changes go into the archive. Null: nothing.</summary>
    SentFiles? Sent { get; }

    /// <summary>Fetches the memory, which does not go into the archive then. Null: it does.</summary>
    IPageLink? Pages { get; }

    /// <summary>
    /// Called when the archive is written, with the container frozen. Returns when it has been taken over and is gone from
    /// here. Throws before anything is decided, and the container runs on; or later, and the operation's step says what
    /// is to be done.
    /// </summary>
    /// <param name="operation">The checkpoint; its steps let the container run on.</param>
    /// <param name="frozen">The container.</param>
    /// <param name="cancellationToken">Not heeded any more once it is decided.</param>
    Task CompleteAsync(Operation operation, FrozenContainer frozen, CancellationToken cancellationToken);
}
