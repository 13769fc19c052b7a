using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Makes <c>spec.dump</c> from the configuration the runtime was given.</summary>
internal static class SpecDumpWriter
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, IndentSize = 2 };

    /// <summary>
    /// The runtime's configuration, byte for byte but for what names a place of this host: CRIU's configuration file, and
    /// the sources of named volumes, which are given Podman's own place: its import takes them as they are, while Gantry's
    /// finds a volume by its name.
    /// </summary>
    public static byte[] Write(ReadOnlySpan<byte> runtimeConfiguration, ContainerSpec spec)
    {
        var document = JsonNode.Parse(runtimeConfiguration)
            ?? throw new InvalidOperationException("The runtime's configuration is empty.");
        foreach (var mount in document["mounts"]?.AsArray() ?? [])
        {
            var destination = (string?)mount?["destination"];
            if (spec.Volumes.FirstOrDefault(v => v.Destination == destination) is { } volume)
            {
                mount!["source"] = Path.Join(PodmanDefaults.VolumePath, volume.Name, "_data", volume.SubPath);
            }
        }

        var annotations = document["annotations"]?.AsObject();
        annotations?.Remove(CriuAnnotations.Configuration);
        if (spec.Annotations.TryGetValue(CriuAnnotations.Configuration, out var personal))
        {
            annotations?.Add(CriuAnnotations.Configuration, personal);
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_indented))
        {
            document.WriteTo(writer);
        }

        return buffer.ToArray();
    }
}
