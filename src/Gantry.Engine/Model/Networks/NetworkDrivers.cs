namespace Gantry.Engine.Model.Networks;

/// <summary>The kinds of networks.</summary>
public static class NetworkDrivers
{
    /// <summary>A bridge of the host's own, with address translation to the outside.</summary>
    public const string Bridge = "bridge";

    /// <summary>Interfaces with hardware addresses of their own beside one of the host's.</summary>
    public const string Macvlan = "macvlan";

    /// <summary>Interfaces that share the hardware address of one of the host's.</summary>
    public const string Ipvlan = "ipvlan";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Bridge, Ipvlan, Macvlan];
}
