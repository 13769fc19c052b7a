namespace Gantry.Linux;

/// <summary>What <see cref="ChildProcess"/> starts, and how.</summary>
public sealed record ChildProcessStart
{
    /// <summary>The program, an absolute path; it also becomes argument 0.</summary>
    public required string FileName { get; init; }

    /// <summary>The arguments after argument 0; no shell sees them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The child's environment, exactly; null hands on ours.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The child's working directory; null for ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// The child's descriptor 0. <see cref="ChildProcess.RunAsync"/> takes a pipe where there is <see cref="Input"/>.
    /// </summary>
    public StandardStream StandardInput { get; init; } = StandardStream.Null;

    /// <summary>The child's descriptor 1. <see cref="ChildProcess.RunAsync"/> captures it unless this is set.</summary>
    public StandardStream? StandardOutput { get; init; }

    /// <summary>The child's descriptor 2. <see cref="ChildProcess.RunAsync"/> captures it unless this is set.</summary>
    public StandardStream? StandardError { get; init; }

    /// <summary>Further descriptors; besides these and 0 to 2 the child has none open.</summary>
    public IReadOnlyList<InheritedDescriptor> Inherited { get; init; } = [];

    /// <summary>
    /// Makes the child the leader of a new session and process group, without a terminal (setsid(2)).
    /// </summary>
    public bool NewSession { get; init; }

    /// <summary>Gives the child a new network namespace with nothing but its loopback interface: nobody outside can reach it.</summary>
    public bool NewNetwork { get; init; }

    /// <summary>
    /// Written to the child's standard input, which is then closed; for <see cref="ChildProcess.RunAsync"/> alone.
    /// </summary>
    public byte[]? Input { get; init; }
}
