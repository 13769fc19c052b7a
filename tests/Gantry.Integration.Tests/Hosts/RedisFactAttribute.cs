namespace Gantry.Integration.Tests.Hosts;

/// <summary>As <see cref="SshFactAttribute"/>, for a test that needs Redis, too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        Skip = new SshFactAttribute().Skip
            ?? (File.Exists(RedisFiles.Server) ? null : "needs Redis: run eng/setup.sh --peer");
    }
}
