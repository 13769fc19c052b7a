namespace Gantry.Linux;

/// <summary>What a mount forbids (mount(8)).</summary>
[Flags]
public enum MountFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Writing.</summary>
    ReadOnly = 1,

    /// <summary>Set-user-id programs taking effect.</summary>
    NoSuid = 2,

    /// <summary>Device files taking effect.</summary>
    NoDev = 4,

    /// <summary>Running programs.</summary>
    NoExec = 8,
}
