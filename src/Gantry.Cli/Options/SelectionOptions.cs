using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>
/// Which containers a command is about: names, <c>--all</c>, <c>--latest</c>, <c>--filter</c>, <c>--cidfile</c>.
/// </summary>
internal sealed class SelectionOptions : IOptionGroup
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _latest = Flag.Switch("latest", "l", "Act on the newest container");
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<IReadOnlyList<string>> _cidFiles = Flag.Array(
        "cidfile", null, "Read the container's id from a file");
    private readonly Option<bool>? _ignore;

    /// <summary>Makes the options.</summary>
    /// <param name="allDescription">Help of <c>--all</c>.</param>
    /// <param name="hasIgnore">Whether the command has <c>--ignore</c>.</param>
    /// <param name="allLetter">Letter of <c>--all</c>.</param>
    /// <param name="filterLetter">Letter of <c>--filter</c>.</param>
    public SelectionOptions(
        string allDescription, bool hasIgnore = false, string? allLetter = "a", string? filterLetter = "f")
    {
        _all = Flag.Switch("all", allLetter, allDescription);
        _filters = Flag.Array("filter", filterLetter, "Act on the containers that meet conditions, KEY=VALUE");
        _ignore = hasIgnore ? Flag.Switch("ignore", "i", "Ignore errors when a container is missing") : null;
    }

    /// <inheritdoc/>
    public IEnumerable<Option> Options =>
        _ignore is null ? [_all, _latest, _filters, _cidFiles] : [_all, _latest, _filters, _cidFiles, _ignore];

    /// <summary>Whether missing containers are no error.</summary>
    public bool IgnoresMissing(Invocation invocation) => _ignore is not null && invocation.Get(_ignore);

    /// <summary>Whether all are meant.</summary>
    public bool IsAll(Invocation invocation) => invocation.Get(_all);

    /// <summary>The containers, each with what is printed for it.</summary>
    /// <param name="invocation">What was typed.</param>
    /// <param name="belongsToAll">Which ones <c>--all</c> means.</param>
    /// <param name="mustExist">Whether a missing one ends the command before anything is done.</param>
    /// <param name="nothing">The message when nothing was named.</param>
    /// <exception cref="UsageException">Options that exclude each other, or nothing named.</exception>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public IReadOnlyList<SelectedContainer> Select(
        Invocation invocation,
        Func<Container, bool> belongsToAll,
        bool mustExist = true,
        string nothing = "you must provide at least one name or id")
    {
        Check(invocation, nothing);
        if (invocation.Get(_latest))
        {
            return [SelectedContainer.Of(invocation.Engine.LatestContainer())];
        }

        if (invocation.Get(_all) || invocation.IsGiven(_filters))
        {
            var filter = ContainerFilter.Parse(invocation.Get(_filters), invocation.Engine, invocation.Context.Time);
            var all = invocation.Engine.ListContainers();
            return [.. all.Where(filter.Matches).Where(one => !invocation.Get(_all) || belongsToAll(one))
                .OrderBy(one => one.Spec.IsInfra)
                .Select(SelectedContainer.Of)];
        }

        return [.. invocation.Get(_cidFiles).Select(file => ReadId(invocation.Context.Resolve(file)))
            .Concat(invocation.Arguments)
            .Where(name => Keep(invocation, name, mustExist))
            .Select(name => new SelectedContainer(name, name))];
    }

    private void Check(Invocation invocation, string nothing)
    {
        var (all, latest) = (invocation.Get(_all), invocation.Get(_latest));
        var named = invocation.Arguments.Count > 0;
        var complaint = (all, latest, named) switch
        {
            (true, true, _) => "--all and --latest cannot be used together",
            (true, _, true) => "no arguments are needed with --all",
            (_, true, true) => "--latest and containers cannot be used together",
            (false, false, false) when !invocation.IsGiven(_filters) && !invocation.IsGiven(_cidFiles) => nothing,
            _ => null,
        };
        if (complaint is not null)
        {
            throw new UsageException(complaint);
        }
    }

    private bool Keep(Invocation invocation, string name, bool mustExist)
    {
        if (!mustExist)
        {
            return true;
        }

        try
        {
            invocation.Engine.GetContainer(name);
            return true;
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound && IgnoresMissing(invocation))
        {
            return false;
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
            throw new GantryException(ErrorCode.Invalid, $"reading CIDFile: open {path}: {e.Message}", e);
        }
    }
}
