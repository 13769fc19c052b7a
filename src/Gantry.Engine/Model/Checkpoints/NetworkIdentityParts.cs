namespace Gantry.Engine.Model.Checkpoints;

/// <summary>Parts of a container's identity on its networks.</summary>
[Flags]
public enum NetworkIdentityParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Its addresses.</summary>
    Addresses = 1,

    /// <summary>Its hardware addresses.</summary>
    Mac = 2,
}
