using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Oci;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>The specifications in a container's bundle.</summary>
internal sealed class BundleFiles(HostLayout layout)
{
    // 0600
    private const int PrivateFile = 0x180;

    /// <summary>The template that was made when the container was created (<c>spec.json</c>).</summary>
    public OciSpec ReadTemplate(ContainerId id) => Read(TemplatePath(id));

    /// <summary>Stores the template.</summary>
    public void WriteTemplate(ContainerId id, OciSpec spec) => Write(TemplatePath(id), spec);

    /// <summary>What the runtime got at the last start or restore (<c>config.json</c>).</summary>
    public OciSpec ReadConfig(ContainerId id) => Read(ConfigPath(id));

    /// <summary>Stores what the runtime gets.</summary>
    public void WriteConfig(ContainerId id, OciSpec spec) => Write(ConfigPath(id), spec);

    /// <summary>Path of <c>spec.json</c>.</summary>
    public string TemplatePath(ContainerId id) => Path.Join(layout.Bundle(id), "spec.json");

    /// <summary>Path of <c>config.json</c>.</summary>
    public string ConfigPath(ContainerId id) => Path.Join(layout.Bundle(id), "config.json");

    private static OciSpec Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), OciJsonContext.Default.OciSpec)
        ?? throw new GantryException(ErrorCode.Invalid, $"\"{path}\" holds no OCI specification.");

    private static void Write(string path, OciSpec spec) =>
        Filesystem.WriteAtomically(
            path, JsonSerializer.SerializeToUtf8Bytes(spec, OciJsonContext.Default.OciSpec), PrivateFile);
}
