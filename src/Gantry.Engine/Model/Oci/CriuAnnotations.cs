namespace Gantry.Engine.Model.Oci;

/// <summary>Annotations by which a runtime's configuration reaches CRIU.</summary>
internal static class CriuAnnotations
{
    /// <summary>Names a configuration file of CRIU (runc, docs/checkpoint-restore.md; crun(1)).</summary>
    public const string Configuration = "org.criu.config";
}
