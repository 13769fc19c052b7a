using Gantry.Engine.State;

namespace Gantry.Engine.Checkpoints;

/// <summary>Who decides whether a restored container may begin, which is held before its first instruction until then.</summary>
internal interface IRestoreHold
{
    /// <summary>Where the memory comes from that is not among the images. Null: all of it is.</summary>
    IPageLink? Pages { get; }

    /// <summary>
    /// Called when the container is restored, whole, and held. Returns when it may run: that is durable by then. Throws
    /// when it may not, with the operation's steps being what is to be done about it.
    /// </summary>
    /// <param name="operation">The restore; its steps take all of it back.</param>
    /// <param name="ifRunning">What lets the container run and puts that on record, the last first.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is decided by that.</param>
    Task DecideAsync(Operation operation, IReadOnlyList<UndoStep> ifRunning, CancellationToken cancellationToken);

    /// <summary>
    /// Called when the container runs, while its memory comes. Returns when that has come; throws when it never will, and the
    /// container is not to run on.
    /// </summary>
    /// <param name="record">Puts on record that it runs.</param>
    /// <param name="warnings">What the person should know.</param>
    /// <param name="memory">Ends with the coming, with 0 when all is where it belongs.</param>
    Task AwaitMemoryAsync(Action record, IReadOnlyList<string> warnings, Task<int> memory);

    /// <summary>Notes in the database, in one write with the container's status, that it runs.</summary>
    void RecordRunning();
}
