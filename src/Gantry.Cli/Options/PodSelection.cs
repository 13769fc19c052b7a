using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Options;

/// <summary>Which pods a command is about: names, <c>--all</c>, <c>--latest</c>, <c>--pod-id-file</c>.</summary>
internal sealed class PodSelection : IOptionGroup
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _latest = Flag.Switch("latest", "l", "Act on the newest pod");
    private readonly Option<bool>? _ignore;
    private readonly Option<IReadOnlyList<string>>? _files;

    /// <summary>Makes the options.</summary>
    /// <param name="allDescription">Help of <c>--all</c>.</param>
    /// <param name="hasIgnore">Whether the command has <c>--ignore</c>.</param>
    /// <param name="hasFiles">Whether the command has <c>--pod-id-file</c>.</param>
    public PodSelection(string allDescription, bool hasIgnore = false, bool hasFiles = false)
    {
        _all = Flag.Switch("all", "a", allDescription);
        _ignore = hasIgnore ? Flag.Switch("ignore", "i", "Ignore errors when a pod is missing") : null;
        _files = hasFiles ? Flag.Array("pod-id-file", null, "Read the pod's id from a file") : null;
    }

    /// <inheritdoc/>
    public IEnumerable<Option> Options => new Option?[] { _all, _latest, _ignore, _files }.OfType<Option>();

    /// <summary>The pods.</summary>
    /// <param name="invocation">What was typed.</param>
    /// <param name="ignoresMissing">Whether missing ones are left out, as with <c>--ignore</c>.</param>
    /// <exception cref="UsageException">Options that exclude each other, or nothing named.</exception>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: one of those named.</exception>
    public IReadOnlyList<Pod> Select(Invocation invocation, bool ignoresMissing = false)
    {
        Check(invocation);
        if (invocation.Get(_all))
        {
            return [.. invocation.Engine.ListPods().Select(details => details.Pod)];
        }

        if (invocation.Get(_latest))
        {
            return invocation.Engine.ListPods() is [var newest, ..]
                ? [newest.Pod]
                : throw new GantryException(ErrorCode.NotFound, "no pods to act on: no such pod");
        }

        var isMissingFine = ignoresMissing || (_ignore is not null && invocation.Get(_ignore));
        return [.. Names(invocation).Select(name => Find(invocation, name, isMissingFine)).OfType<Pod>()];
    }

    private void Check(Invocation invocation)
    {
        var (all, latest) = (invocation.Get(_all), invocation.Get(_latest));
        var named = invocation.Arguments.Count > 0;
        var complaint = (all, latest, named) switch
        {
            (true, true, _) => "--all and --latest cannot be used together",
            (true, _, true) => "no arguments are needed with --all",
            (_, true, true) => "--latest and pods cannot be used together",
            (false, false, false) when _files is null || !invocation.IsGiven(_files) =>
                "you must provide at least one name or id",
            _ => null,
        };
        if (complaint is not null)
        {
            throw new UsageException(complaint);
        }
    }

    private IEnumerable<string> Names(Invocation invocation) =>
        (_files is null ? [] : invocation.Get(_files))
            .Select(file => ReadId(invocation.Context.Resolve(file)))
            .Concat(invocation.Arguments);

    private static Pod? Find(Invocation invocation, string name, bool isMissingFine)
    {
        try
        {
            return invocation.Engine.GetPod(name).Pod;
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound && isMissingFine)
        {
            return null;
        }
    }

    private static string ReadId(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault("").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorCode.Invalid, $"reading pod ID file: open {path}: {e.Message}", e);
        }
    }
}
