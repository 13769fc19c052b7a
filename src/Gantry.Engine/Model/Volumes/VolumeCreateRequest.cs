using System.Collections.Immutable;

namespace Gantry.Engine.Model.Volumes;

/// <summary>What a new volume is to be.</summary>
public sealed record VolumeCreateRequest
{
    /// <summary>Its name. Null: 64 random hexadecimal digits.</summary>
    public string? Name { get; init; }

    /// <summary>Only <c>local</c> is known.</summary>
    public string Driver { get; init; } = "local";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Driver options as typed or as stored; see docs of the local driver.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Made for one container alone.</summary>
    public bool Anonymous { get; init; }
}
