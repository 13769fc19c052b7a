namespace Gantry.Linux;

/// <summary>A resource limit in the unit of its <see cref="ResourceKind"/>.</summary>
/// <param name="Soft">What the kernel enforces; <see cref="Unlimited"/> for no limit.</param>
/// <param name="Hard">How far the process may raise the soft one itself; <see cref="Unlimited"/> for no limit.</param>
public readonly record struct ResourceLimit(ulong Soft, ulong Hard)
{
    /// <summary>No limit (RLIM_INFINITY).</summary>
    public const ulong Unlimited = ulong.MaxValue;
}
