using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Containers;

/// <summary>What a container changed against its image, as <c>diff</c> shows it.</summary>
internal sealed class ContainerChanges(HostLayout layout, Func<Digest, IReadOnlyList<string>> layersOf)
{
    /// <summary>The changes by path.</summary>
    public IReadOnlyList<PathChange> Of(Container container, CancellationToken cancellationToken)
    {
        var upper = layout.Upper(container.Id);
        return !Directory.Exists(upper)
            ? []
            : [.. OverlayDiff
                .Compute(upper, layersOf(container.Spec.ImageId), OverlayDiff.PodmanExclusions, cancellationToken)
                .Select(change => new PathChange(Letter(change.Kind), change.Path))];
    }

    private static char Letter(FileChangeKind kind) => kind switch
    {
        FileChangeKind.Added => 'A',
        FileChangeKind.Changed => 'C',
        FileChangeKind.Deleted => 'D',
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
