using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>A test that needs root, runc, conmon and a CRIU that works on this kernel; skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute()
    {
        Skip = MissingHere.Reason;
    }
}

/// <summary>As <see cref="KernelFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelTheoryAttribute : TheoryAttribute
{
    public KernelTheoryAttribute()
    {
        Skip = MissingHere.Reason;
    }
}

/// <summary>What this machine lacks for checkpoints.</summary>
internal static class MissingHere
{
    public static string? Reason { get; } = Find();

    private static string? Find()
    {
        if (Users.EffectiveUserId != 0)
        {
            return "needs root";
        }

        var tools = Gantry.Engine.Tools.ToolLocator.Default;
        if (new[] { "runc", "conmon", "criu" }.FirstOrDefault(t => tools.TryFind(t) is null) is { } missing)
        {
            return $"needs {missing}: run eng/setup.sh";
        }

        var complaint = new Gantry.Engine.Tools.Criu(tools.Find("criu"), new Gantry.Engine.Tools.ToolAnswers("/nonexistent"))
            .CheckAsync(default).GetAwaiter().GetResult();
        return complaint is null ? null : $"CRIU does not work on this kernel: {complaint}";
    }
}
