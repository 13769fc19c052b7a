using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Interop;

/// <summary>A <see cref="KernelTheoryAttribute"/> that also needs the distribution's Podman.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute()
    {
        Skip = new KernelTheoryAttribute().Skip ?? PodmanHost.Missing;
    }
}
