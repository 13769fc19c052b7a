using System.Collections.Frozen;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>How templates see our JSON.</summary>
internal static class TemplateData
{
    /// <summary>Podman's maps and lists, and Go's names of fields whose JSON name differs.</summary>
    public static TemplateSchema Schema { get; } = TemplateSchema.Podman with
    {
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ID"] = "Id",
            ["SdNotifyMode"] = "sdNotifyMode",
            ["CreatedBy"] = "created_by",
            ["EmptyLayer"] = "empty_layer",
            ["Os"] = "OS",
            ["OS"] = "Os",
        }.ToFrozenDictionary(StringComparer.Ordinal),
    };

    /// <summary>Whether <c>--format</c> asks for JSON.</summary>
    public static bool IsJson(string? format) => format is "json" or "{{json .}}" or "{{ json . }}";
}
