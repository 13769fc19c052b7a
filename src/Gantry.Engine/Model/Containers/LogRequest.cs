namespace Gantry.Engine.Model.Containers;

/// <summary>Which lines of a container's output are read.</summary>
public sealed record LogRequest
{
    /// <summary>Go on with new lines until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Only that many last lines. Null: all.</summary>
    public int? Tail { get; init; }

    /// <summary>Only lines written at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only lines written at or before.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>One piece of a container's output.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Stream">Where it was written to.</param>
/// <param name="IsPartial">No line break follows: the next piece of the same stream continues the line.</param>
/// <param name="Text">The bytes, without the line break. Not necessarily text.</param>
public sealed record LogLine(DateTimeOffset Time, LogStream Stream, bool IsPartial, ReadOnlyMemory<byte> Text);

/// <summary>Where output was written to.</summary>
public enum LogStream
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
