using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;

namespace Gantry.Cli.Options;

/// <summary>How long work is shown.</summary>
internal sealed class ProgressOptions : IOptionGroup
{
    private readonly Option<string?> _progress = Flag.Text(
        "progress", null, "How to show progress on standard error (auto, plain, json, none)", "auto");

    private readonly Option<bool> _quiet = Flag.Switch("quiet", "q", "Show no progress");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_progress, _quiet];

    /// <summary>Begins to show progress; disposing the result clears the bar.</summary>
    /// <exception cref="UsageException">An unknown way.</exception>
    public ProgressReporter Begin(Invocation invocation)
    {
        var mode = invocation.Get(_progress) switch
        {
            "auto" => invocation.Context.Terminals.Error ? ProgressMode.Bar : ProgressMode.None,
            "plain" => ProgressMode.Lines,
            "json" => ProgressMode.Json,
            "none" => ProgressMode.None,
            var other => throw new UsageException(
                $"unknown way to show progress \"{other}\": choose from auto, plain, json, none"),
        };
        return new ProgressReporter(
            invocation.Error, invocation.Get(_quiet) ? ProgressMode.None : mode, invocation.Context.Time);
    }
}
