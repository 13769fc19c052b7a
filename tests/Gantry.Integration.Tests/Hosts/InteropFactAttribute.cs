namespace Gantry.Integration.Tests.Hosts;

/// <summary>As <see cref="KernelFactAttribute"/>, and needs Podman as the other engine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropFactAttribute : FactAttribute
{
    public InteropFactAttribute()
    {
        Skip = MissingHere.Reason
            ?? (File.Exists(PodmanHost.Program) ? null : "needs Podman: run eng/setup.sh --peer");
    }
}
