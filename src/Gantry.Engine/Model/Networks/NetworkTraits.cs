namespace Gantry.Engine.Model.Networks;

/// <summary>Switches of a new network.</summary>
[Flags]
public enum NetworkTraits
{
    /// <summary>IPv4, a way out, names.</summary>
    None = 0,

    /// <summary>IPv6 besides IPv4.</summary>
    IPv6 = 1,

    /// <summary>Nothing outside can be reached.</summary>
    Internal = 2,

    /// <summary>Containers do not find each other by name.</summary>
    WithoutDns = 4,
}
