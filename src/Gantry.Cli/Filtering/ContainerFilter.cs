using System.Globalization;
using System.Text.RegularExpressions;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Filtering;

/// <summary>
/// Podman's <c>--filter</c> for containers. Values of one key are alternatives, those of <c>label</c> all have to
/// hold; different keys all have to hold.
/// </summary>
internal sealed class ContainerFilter
{
    private static readonly TimeSpan s_matchLimit = TimeSpan.FromSeconds(1);

    private readonly List<Func<Container, bool>> _conditions = [];
    private readonly Func<string, Container> _findContainer;
    private readonly Func<string, Image?> _findImage;
    private readonly Func<string, string?> _findPod;
    private readonly TimeProvider _time;

    private ContainerFilter(
        Func<string, Container> findContainer, Func<string, Image?> findImage, Func<string, string?> findPod, TimeProvider time)
    {
        _findPod = findPod;
        _findContainer = findContainer;
        _findImage = findImage;
        _time = time;
    }

    /// <summary>Reads the filters.</summary>
    /// <exception cref="UsageException">A key or value is not known.</exception>
    public static ContainerFilter Parse(IReadOnlyList<string> texts, Gantry.Engine.Engine engine, TimeProvider time) =>
        texts.Count == 0
            ? new ContainerFilter(_ => throw new InvalidOperationException(), _ => null, _ => null, time)
            : Parse(texts, engine.GetContainer, engine.FindImage, time, pod => TryFindPod(engine, pod));

    /// <summary>As the other, with the look-ups given.</summary>
    public static ContainerFilter Parse(
        IReadOnlyList<string> texts,
        Func<string, Container> findContainer,
        Func<string, Image?> findImage,
        TimeProvider time,
        Func<string, string?>? findPod = null)
    {
        var filter = new ContainerFilter(findContainer, findImage, findPod ?? (_ => null), time);
        foreach (var group in FilterExpression.Parse(texts))
        {
            filter._conditions.Add(filter.Condition(group.Key, [.. group]));
        }

        return filter;
    }

    /// <summary>Whether a container meets all conditions.</summary>
    public bool Matches(Container container) => _conditions.All(condition => condition(container));

    private Func<Container, bool> Condition(string key, IReadOnlyList<string> values) => key switch
    {
        "id" => container => values.Any(value => IsMatch(container.Id.ToString(), "^" + value)),
        "name" => container => values.Any(value => IsMatch(container.Name, value)),
        "label" => container => LabelFilter.MatchesAll(values, container.Spec.Labels),
        "label!" => container => !LabelFilter.MatchesAll(values, container.Spec.Labels),
        "status" => OfStatus([.. values.Select(RequireStatus)]),
        "exited" => OfExitCode([.. values.Select(RequireCode)]),
        "ancestor" => OfImage(values),
        "volume" => container => values.Any(value => Mounts(container, value)),
        "network" => container => values.Any(value => IsOnNetwork(container.Spec.Network, value)),
        "health" => container => values.Contains(container.Status.Health?.Status ?? "none", StringComparer.Ordinal),
        "restart-policy" => container => values.Contains(container.Spec.Restart.Name, StringComparer.Ordinal),
        "command" => container => values.Any(value => ContainerFacts.Program(container).Path == value),
        "before" => CreatedBefore([.. values.Select(value => _findContainer(value).Created)]),
        "since" => CreatedAfter([.. values.Select(value => _findContainer(value).Created)]),
        "until" => CreatedBefore([.. values.Select(value => TimeText.Parse(value, "until", _time))]),
        "pod" => OfPods(values),
        _ => throw new UsageException($"{key} is an invalid filter"),
    };

    private Func<Container, bool> OfPods(IReadOnlyList<string> values)
    {
        var ids = values.Select(_findPod).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return container => container.Spec.Pod is { } pod && ids.Contains(pod);
    }

    private Func<Container, bool> OfImage(IReadOnlyList<string> values)
    {
        var ids = values.Select(_findImage).OfType<Image>().Select(image => image.Id).ToHashSet();
        return container => ids.Contains(container.Spec.ImageId)
            || values.Any(value => container.Spec.ImageName == value || container.Spec.ImageName == value + ":latest"
                || container.Spec.ImageId.Hex.StartsWith(value, StringComparison.Ordinal));
    }

    private static string? TryFindPod(Gantry.Engine.Engine engine, string pod)
    {
        try
        {
            return engine.GetPod(pod).Pod.Id;
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private static Func<Container, bool> OfStatus(HashSet<string> statuses) =>
        container => statuses.Contains(ContainerFacts.StateName(container.Status.State));

    private static Func<Container, bool> OfExitCode(HashSet<int> codes) =>
        container => ContainerFacts.HasExited(container.Status) && codes.Contains(container.Status.ExitCode);

    private static Func<Container, bool> CreatedBefore(IReadOnlyList<DateTimeOffset> times) =>
        container => times.Any(time => container.Created < time);

    private static Func<Container, bool> CreatedAfter(IReadOnlyList<DateTimeOffset> times) =>
        container => times.Any(time => container.Created > time);

    private static bool Mounts(Container container, string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var (source, destination) = colon < 0 ? (value, null) : (value[..colon], value[(colon + 1)..]);
        return container.Spec.Volumes.Select(volume => (Source: volume.Name, volume.Destination))
            .Concat(container.Spec.Binds.Select(bind => (bind.Source, bind.Destination)))
            .Any(mount => destination is null
                ? mount.Source == source || mount.Destination == source
                : mount.Source == source && mount.Destination == destination);
    }

    private static bool IsOnNetwork(NetworkSpec network, string name) =>
        network.Mode == name || network.Attachments.Any(attachment => attachment.Network == name);

    private static string RequireStatus(string status) => status switch
    {
        "created" or "running" or "paused" or "exited" => status,
        "stopped" => "exited",
        "initialized" or "configured" or "stopping" or "removing" or "unknown" => status,
        _ => throw new UsageException($"{status} is not a valid status"),
    };

    private static int RequireCode(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
            ? code
            : throw new UsageException(
                $"exited code out of range \"{text}\": strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private static bool IsMatch(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_matchLimit);
        }
        catch (RegexParseException e)
        {
            throw new UsageException($"error parsing regexp \"{pattern}\": {e.Message}");
        }
    }
}
