using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Engine.Model.Inspection;

/// <summary>Inspections as JSON.</summary>
public static class InspectionJson
{
    private static readonly Lazy<JsonSerializerOptions> s_output = new(() => Options(InspectionJsonContext.Default));

    private static readonly Lazy<JsonSerializerOptions> s_templates = new(
        () => Options(InspectionJsonContext.Default.WithAddedModifier(KeepAll)));

    /// <summary>As printed: fields that Podman leaves out when they are empty are left out.</summary>
    /// <param name="inspection">A container's, an image's or a volume's.</param>
    public static JsonNode ToOutput<T>(T inspection)
        where T : notnull => ToNode(inspection, s_output.Value);

    /// <summary>
    /// For templates, where Go sees every field of a struct: nothing is left out, so that
    /// <c>{{.State.Checkpointed}}</c> is false and not an error, and a text that is not there is empty.
    /// </summary>
    /// <param name="inspection">A container's, an image's or a volume's.</param>
    public static JsonNode ToTemplateData<T>(T inspection)
        where T : notnull => ToNode(inspection, s_templates.Value);

    private static JsonNode ToNode<T>(T inspection, JsonSerializerOptions options)
        where T : notnull =>
        JsonSerializer.SerializeToNode(inspection, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)))!;

    private static JsonSerializerOptions Options(
        IJsonTypeInfoResolver resolver) => new(InspectionJsonContext.Default.Options)
        {
            TypeInfoResolver = resolver,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    private static void KeepAll(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.ShouldSerialize = static (_, _) => true;
            if (property.PropertyType == typeof(string) && property.Get is { } get)
            {
                property.Get = owner => get(owner) ?? "";
            }
        }
    }
}
