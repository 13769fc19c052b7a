// One file with three namespaces, a folder of its own for each being more than they are worth: the layering test looks
// at namespaces alone.
#pragma warning disable IDE0130, IDE0161

namespace Gantry.Architecture.Tests.Layering.Samples.Low
{
    internal sealed class Stone
    {
        public int Weight { get; init; } = 1;
    }

    /// <summary>Breaks the order inside an async method's state machine, a lambda and a generic argument.</summary>
    internal sealed class UpwardReader
    {
        public static async Task<int> HeightAsync()
        {
            await Task.Yield();
            return new High.Tower().Foot.Weight;
        }

        public static Func<object> Later() => () => new High.Roof();

        public static object Many() => new List<High.Window>();
    }
}

namespace Gantry.Architecture.Tests.Layering.Samples.High
{
    internal sealed class Tower
    {
        public Low.Stone Foot { get; } = new();
    }

    internal sealed class Roof;

    internal sealed class Window;
}
