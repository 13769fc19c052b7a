using Gantry.Engine.Containers.Inspection;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Volumes;

namespace Gantry.Engine;

/// <content>Inspection: objects as Podman's <c>inspect</c> shows them.</content>
public sealed partial class Engine
{
    /// <summary>Shows a container.</summary>
    /// <param name="container">Its name, id, or a unique beginning of its id.</param>
    /// <param name="size">Whether its size is measured, which reads the folders of all that it wrote.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public ContainerInspection InspectContainer(string container, bool size)
    {
        var found = GetContainer(container);
        var image = FindImage(found.Spec.ImageId.Hex);
        var facts = new InspectionFacts
        {
            Layout = Layout,
            Options = Options,
            Image = image,
            Networks = _services.Connections.Of(found.Id),
            Size = size ? ContainerSize.Measure(Layout.Upper(found.Id), image?.SizeBytes ?? 0) : null,
        };
        return ContainerInspector.Inspect(found, GetRuntimeConfiguration(found), facts);
    }

    /// <summary>Shows an image.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public ImageInspection InspectImage(string image) => ImageInspector.Inspect(GetImage(image), Layout);

    /// <summary>Shows a volume.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public VolumeInspection InspectVolume(string volume) => Inspect(GetVolume(volume));

    /// <summary>
    /// How big a container is: bytes that it wrote over its image, and those together with its image's.
    /// </summary>
    public (long WrittenBytes, long TotalBytes) MeasureContainer(Container container)
    {
        ArgumentNullException.ThrowIfNull(container);
        var size = ContainerSize.Measure(
            Layout.Upper(container.Id), FindImage(container.Spec.ImageId.Hex)?.SizeBytes ?? 0);
        return (size.WrittenBytes, size.TotalBytes);
    }

    /// <summary>Shows a volume that was read before.</summary>
    public static VolumeInspection Inspect(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return new VolumeInspection
        {
            Name = volume.Name,
            Driver = volume.Driver,
            Mountpoint = volume.MountPoint,
            CreatedAt = volume.Created,
            Labels = volume.Labels,
            Options = volume.Options,
            Anonymous = volume.Anonymous,
            NeedsCopyUp = volume.NeedsCopyUp,
        };
    }
}
