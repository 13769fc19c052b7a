namespace Gantry.Integration.Tests.Hosts;

/// <summary>As <see cref="KernelFactAttribute"/>, for a test that needs OpenSSH's server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SshFactAttribute : FactAttribute
{
    public SshFactAttribute()
    {
        Skip = MissingHere.Reason
            ?? (File.Exists(SshServer.Program) ? null : "needs OpenSSH's server: run eng/setup.sh --ssh-server");
    }
}
