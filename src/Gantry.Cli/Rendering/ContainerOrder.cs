using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Rendering;

/// <summary>The orders of <c>ps --sort</c>.</summary>
internal static class ContainerOrder
{
    /// <summary>The names, for messages.</summary>
    public const string Names = "command, created, id, image, names, runningfor, size, status";

    /// <summary>Sorts containers.</summary>
    /// <param name="containers">In any order.</param>
    /// <param name="order">One of <see cref="Names"/>, any case.</param>
    /// <param name="measure">Bytes written; used for <c>size</c> only.</param>
    /// <exception cref="UsageException">An unknown order.</exception>
    public static IReadOnlyList<Container> Sort(
        IEnumerable<Container> containers,
        string order,
        Func<Container,
        long> measure) => order.ToUpperInvariant() switch
        {
            "COMMAND" => [.. containers.OrderBy(
                container => string.Join(' ', container.Spec.Process.Command), StringComparer.Ordinal)],
            "CREATED" => [.. containers.OrderBy(container => container.Created)],
            "ID" => [.. containers.OrderBy(container => container.Id.ToString(), StringComparer.Ordinal)],
            "IMAGE" => [.. containers.OrderBy(container => container.Spec.ImageName, StringComparer.Ordinal)],
            "NAMES" => [.. containers.OrderBy(container => container.Name, StringComparer.Ordinal)],
            "RUNNINGFOR" => [.. containers.OrderBy(container => container.Status.StartedAt ?? default)],
            "SIZE" => [.. containers.OrderBy(measure)],
            "STATUS" => [.. containers.OrderBy(
                container => ContainerFacts.StateName(container.Status.State), StringComparer.Ordinal)],
            _ => throw new UsageException(
                $"invalid argument \"{order}\" for \"--sort\" flag: \"{order}\" is not a valid value.  Choose "
                + $"from: \"{Names}\"",
                seeHelp: true),
        };
}
