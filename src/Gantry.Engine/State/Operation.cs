namespace Gantry.Engine.State;

/// <summary>A unit of work under way; see <see cref="OperationJournal"/>.</summary>
internal sealed class Operation
{
    private readonly Lock _gate = new();
    private readonly OperationRows _rows;
    private readonly OperationOwner _owner;
    private readonly List<UndoStep> _recorded = [];

    internal Operation(OperationRows rows, OperationOwner owner)
    {
        _rows = rows;
        _owner = owner;
    }

    /// <summary>Its row; null until the first step and again after <see cref="Commit()"/>.</summary>
    internal long? Row { get; private set; }

    /// <summary>The steps on record, first to last.</summary>
    public IReadOnlyList<UndoStep> Recorded => _recorded;

    /// <summary>It is past its point of no return.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>
    /// Records how to take back the changes that come next, in one write; it is on disk when this returns. After
    /// <see cref="Commit()"/>: what is left to do to finish, should the rest not come to its end.
    /// </summary>
    public void UndoWith(params IReadOnlyList<UndoStep> steps)
    {
        lock (_gate)
        {
            Row = _rows.Add(Row, _owner with { Committed = IsCommitted }, _recorded.Count, steps);
            _recorded.AddRange(steps);
        }
    }

    /// <summary>
    /// The point of no return: the steps so far are forgotten, durably. What follows must be repeatable, or recorded
    /// with <see cref="UndoWith"/>.
    /// </summary>
    public void Commit()
    {
        lock (_gate)
        {
            Forget();
            IsCommitted = true;
        }
    }

    /// <summary>
    /// The point of no return, in one write: the outcome is put on record, the steps so far are forgotten, and what is
    /// left to do is recorded, so that whoever comes after a dead process finishes.
    /// </summary>
    /// <param name="decide">Writes the outcome to the database, and does nothing else.</param>
    /// <param name="finish">What is left to do, the last first; often one step, or none.</param>
    public void Commit(Action decide, params IReadOnlyList<UndoStep> finish)
    {
        lock (_gate)
        {
            Row = _rows.Replace(Row, _owner with { Committed = true }, decide, finish);
            _recorded.Clear();
            _recorded.AddRange(finish);
            IsCommitted = true;
        }
    }

    /// <summary>
    /// In one write: others', and one step in place of those so far. For what another process, or another host, decides:
    /// the step knows both outcomes.
    /// </summary>
    /// <param name="others">Writes to the database, and does nothing else.</param>
    /// <param name="step">What is to be done instead of the steps so far.</param>
    public void Suspend(Action others, UndoStep step)
    {
        lock (_gate)
        {
            Row = _rows.Replace(Row, _owner with { Committed = IsCommitted }, others, [step]);
            _recorded.Clear();
            _recorded.Add(step);
        }
    }

    /// <summary>Deletes the row and all its steps.</summary>
    internal void Forget()
    {
        lock (_gate)
        {
            if (Row is { } row)
            {
                _rows.Delete(row);
                _recorded.Clear();
                Row = null;
            }
        }
    }
}
