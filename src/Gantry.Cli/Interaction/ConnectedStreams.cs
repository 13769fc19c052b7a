namespace Gantry.Cli.Interaction;

/// <summary>Which standard streams are connected to a container.</summary>
[Flags]
internal enum ConnectedStreams
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Standard input.</summary>
    Input = 1,

    /// <summary>Standard output.</summary>
    Output = 2,

    /// <summary>Standard error.</summary>
    Error = 4,
}
