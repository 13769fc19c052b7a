using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Options;

/// <summary><c>--time</c>: how long a container may take to stop.</summary>
internal sealed class TimeoutOption : IOptionGroup
{
    private readonly Option<long?> _time = Flag.Integer(
        "time", "t", "Seconds to wait for stop before killing the container (default: the container's own)");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_time];

    /// <summary>The time; null is the container's own.</summary>
    public TimeSpan? Read(Invocation invocation) =>
        invocation.Get(_time) is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null;
}
