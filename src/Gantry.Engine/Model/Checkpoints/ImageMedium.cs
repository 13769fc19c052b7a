namespace Gantry.Engine.Model.Checkpoints;

/// <summary>Where CRIU's images lie between the processes and the archive.</summary>
public enum ImageMedium
{
    /// <summary>In the container's bundle.</summary>
    Durable,

    /// <summary>On a tmpfs: they cost no writes.</summary>
    Memory,
}
