using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>An import whose rules were all checked: what will be created, and from what.</summary>
/// <param name="Container">The container as it will be put on record.</param>
/// <param name="Definition">What the archive says.</param>
/// <param name="Image">Its base image, here.</param>
/// <param name="Runtime">Its runtime, the one of the checkpoint.</param>
/// <param name="Volumes">What is done with each of its volumes.</param>
/// <param name="Pod">The pod that it is to be in. Null: none.</param>
internal sealed record ImportPlan(
    Container Container,
    ContainerDefinition Definition,
    Image Image,
    IOciRuntime Runtime,
    IReadOnlyList<PlannedVolume> Volumes,
    Pod? Pod);
