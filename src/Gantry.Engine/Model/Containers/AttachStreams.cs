namespace Gantry.Engine.Model.Containers;

/// <summary>The caller's ends of an attached container or command. The caller keeps and disposes the streams.</summary>
public sealed record AttachStreams
{
    /// <summary>Podman's keys to detach: ctrl-p followed by ctrl-q.</summary>
    public const string DefaultDetachKeys = "ctrl-p,ctrl-q";

    /// <summary>Read and sent to standard input. Null: nothing is sent.</summary>
    public Stream? Input { get; init; }

    /// <summary>Receives standard output, or all that a terminal shows.</summary>
    public required Stream Output { get; init; }

    /// <summary>Receives standard error.</summary>
    public required Stream Error { get; init; }

    /// <summary>Keys that end the attachment: comma list of letters and <c>ctrl-X</c>. Empty: none. Only with a terminal.</summary>
    public string DetachKeys { get; init; } = DefaultDetachKeys;

    /// <summary>Sizes of the caller's terminal, the first at once. Null: it has none.</summary>
    public IAsyncEnumerable<TerminalSize>? Sizes { get; init; }
}

/// <summary>Size of a terminal in characters.</summary>
public readonly record struct TerminalSize(int Columns, int Rows);

/// <summary>How an attachment ended.</summary>
public enum AttachEnd
{
    /// <summary>The other side ended.</summary>
    Ended,

    /// <summary>The person typed the detach keys; the other side goes on.</summary>
    Detached,
}
