using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>What inspection needs besides the container itself.</summary>
internal sealed record InspectionFacts
{
    /// <summary>The installation's paths.</summary>
    public required HostLayout Layout { get; init; }

    /// <summary>The installation's options.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>The image; null when it is gone.</summary>
    public Image? Image { get; init; }

    /// <summary>The networks it is on now.</summary>
    public IReadOnlyList<JoinedNetwork> Networks { get; init; } = [];

    /// <summary>Bytes written and bytes in all. Null: not asked for.</summary>
    public ContainerSize? Size { get; init; }
}
