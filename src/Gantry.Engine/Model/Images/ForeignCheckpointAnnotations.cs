namespace Gantry.Engine.Model.Images;

/// <summary>
/// Annotations that other engines put on checkpoint images: the common ones (checkpointctl, lib/annotations.go), which
/// containerd looks for, and CRI-O's. Gantry writes them beside Podman's, so that each recognizes the image.
/// </summary>
public static class ForeignCheckpointAnnotations
{
    /// <summary>What the names of the common ones begin with.</summary>
    public const string Common = "org.criu.checkpoint.";

    /// <summary>What the names of CRI-O's begin with.</summary>
    public const string Crio = "io.kubernetes.cri-o.annotations.checkpoint.";

    /// <summary>The runtime that the common ones name.</summary>
    public const string RuntimeName = Common + "runtime.name";

    /// <summary>Name of the container in CRI-O's; they name no runtime.</summary>
    public const string CrioContainerName = Crio + "name";
}
