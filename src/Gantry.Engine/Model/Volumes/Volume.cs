using System.Collections.Immutable;

namespace Gantry.Engine.Model.Volumes;

/// <summary>A volume on record.</summary>
public sealed record Volume
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Only <c>local</c> is known.</summary>
    public string Driver { get; init; } = "local";

    /// <summary>Absolute path of its content on the host.</summary>
    public required string MountPoint { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Driver options: <c>type</c>, <c>device</c>, <c>o</c> (mounted while in use), <c>size</c>, <c>uid</c>, <c>gid</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Made for one container.</summary>
    public bool Anonymous { get; init; }

    /// <summary>It has not been mounted yet, so that it still receives the image's content (copy-up).</summary>
    public bool NeedsCopyUp { get; init; } = true;
}
