using System.Text.Json.Nodes;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Rendering;

/// <summary>Parts of <c>--print-stats</c>.</summary>
internal static class Statistics
{
    /// <summary>A time in whole microseconds.</summary>
    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Where images lay.</summary>
    public static string Medium(ImageMedium medium) => medium switch
    {
        ImageMedium.Memory => "memory",
        ImageMedium.Durable => "disk",
        _ => throw new ArgumentOutOfRangeException(nameof(medium), medium, null),
    };

    /// <summary>The numbers that are not 0.</summary>
    public static JsonObject WithoutZeros(params ReadOnlySpan<(string Name, ulong Value)> numbers)
    {
        var json = new JsonObject();
        foreach (var (name, value) in numbers)
        {
            if (value != 0)
            {
                json[name] = value;
            }
        }

        return json;
    }
}
