namespace Gantry.Engine.Model.Containers;

/// <summary>One more command in a running container.</summary>
public sealed record ExecRequest
{
    /// <summary>Program and arguments; not empty.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary><c>KEY=VALUE</c> entries added to the container's own.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Working directory inside. Null: the container's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user[:group]</c>. Null: the container's.</summary>
    public string? User { get; init; }

    /// <summary>All capabilities.</summary>
    public bool Privileged { get; init; }

    /// <summary>Terminal and standard input.</summary>
    public StandardInputMode Input { get; init; }

    /// <summary>Whether the command gets a terminal.</summary>
    public bool HasTerminal => Input is StandardInputMode.Terminal or StandardInputMode.InteractiveTerminal;
}
