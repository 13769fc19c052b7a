namespace Gantry.Engine.Model.Images;

/// <summary>Annotations on the manifest of a checkpoint image; the names are Podman's (libpod/define, annotations.go).</summary>
public static class CheckpointAnnotations
{
    private const string Prefix = "io.podman.annotations.checkpoint.";

    /// <summary>Name of the container.</summary>
    public const string ContainerName = Prefix + "name";

    /// <summary>The image's name as it was typed when the container was made.</summary>
    public const string RawImageName = Prefix + "rawImageName";

    /// <summary>Id of the image the container was made from.</summary>
    public const string RootFileSystemImageId = Prefix + "rootfsImageID";

    /// <summary>Name of that image.</summary>
    public const string RootFileSystemImageName = Prefix + "rootfsImageName";

    /// <summary>The engine that made the checkpoint.</summary>
    public const string EngineVersion = Prefix + "podman.version";

    /// <summary>CRIU's version as one number.</summary>
    public const string CriuVersion = Prefix + "criu.version";

    /// <summary>The runtime: the annotation that makes an image a checkpoint.</summary>
    public const string RuntimeName = Prefix + "runtime.name";

    /// <summary>What the runtime says to <c>--version</c>.</summary>
    public const string RuntimeVersion = Prefix + "runtime.version";

    /// <summary>conmon's version.</summary>
    public const string ConmonVersion = Prefix + "conmon.version";

    /// <summary>GOARCH value.</summary>
    public const string HostArchitecture = Prefix + "host.arch";

    /// <summary>Kernel release.</summary>
    public const string HostKernel = Prefix + "host.kernel";

    /// <summary><c>v1</c> or <c>v2</c>.</summary>
    public const string CgroupVersion = Prefix + "cgroups.version";

    /// <summary>Version of the distribution.</summary>
    public const string DistributionVersion = Prefix + "distribution.version";

    /// <summary>Id of the distribution.</summary>
    public const string DistributionName = Prefix + "distribution.name";
}
