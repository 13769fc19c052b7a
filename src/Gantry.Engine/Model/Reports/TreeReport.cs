namespace Gantry.Engine.Model.Reports;

/// <summary>A tree of files.</summary>
public sealed record TreeReport
{
    /// <summary>Nothing.</summary>
    public static TreeReport Empty { get; } = new();

    /// <summary>How many files that are no directories.</summary>
    public long FileCount { get; init; }

    /// <summary>Bytes of their content.</summary>
    public long Bytes { get; init; }

    /// <summary>The files, the largest first; of a large tree only those.</summary>
    public IReadOnlyList<TreeFile> Files { get; init; } = [];
}

/// <summary>A file.</summary>
/// <param name="Path">Its path; absolute.</param>
/// <param name="Bytes">Bytes of its content.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Uid">Its owner.</param>
/// <param name="Modified">When it was written.</param>
public sealed record TreeFile(string Path, long Bytes, int Mode, long Uid, DateTimeOffset Modified);
