namespace Gantry.Engine.Model.Inspection;

/// <summary>A host device in a container.</summary>
public sealed record DeviceInspection
{
    /// <summary>Path on the host.</summary>
    public string PathOnHost { get; init; } = "";

    /// <summary>Path inside.</summary>
    public string PathInContainer { get; init; } = "";

    /// <summary>Some of <c>rwm</c>.</summary>
    public string CgroupPermissions { get; init; } = "";
}
