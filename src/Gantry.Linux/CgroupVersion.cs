namespace Gantry.Linux;

/// <summary>How this machine's control groups are mounted (cgroups(7)).</summary>
public enum CgroupVersion
{
    /// <summary>One hierarchy per controller.</summary>
    V1,

    /// <summary>As <see cref="V1"/>, with a version 2 hierarchy beside that has few controllers or none.</summary>
    Hybrid,

    /// <summary>One hierarchy for all.</summary>
    V2,
}
