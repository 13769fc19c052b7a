namespace Gantry.Engine.Model.Inspection;

/// <summary>Where a port is published on the host.</summary>
public sealed record PortBindingInspection
{
    /// <summary>Address; empty is all.</summary>
    public string HostIp { get; init; } = "";

    /// <summary>Port, as text.</summary>
    public string HostPort { get; init; } = "";
}
