namespace Gantry.Cli.Commands;

/// <summary>Kinds of objects that can be inspected.</summary>
internal enum InspectKind
{
    /// <summary>The first that is found: a container, an image, a volume, a network, a pod.</summary>
    Any,

    /// <summary>A container.</summary>
    Container,

    /// <summary>An image.</summary>
    Image,

    /// <summary>A volume.</summary>
    Volume,

    /// <summary>A network.</summary>
    Network,

    /// <summary>A pod.</summary>
    Pod,
}
