namespace Gantry.Cli.CommandLine;

/// <summary>What the positional arguments of a command name.</summary>
internal enum CompletionKind
{
    /// <summary>Nothing that is known.</summary>
    Nothing,

    /// <summary>Containers.</summary>
    Containers,

    /// <summary>Images.</summary>
    Images,

    /// <summary>Volumes.</summary>
    Volumes,

    /// <summary>Networks.</summary>
    Networks,

    /// <summary>Pods.</summary>
    Pods,
}
