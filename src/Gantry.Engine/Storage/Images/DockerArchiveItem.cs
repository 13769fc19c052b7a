using System.Text.Json.Serialization;

namespace Gantry.Engine.Storage.Images;

/// <summary>One image in the manifest.json of a docker-archive (moby, image/tarexport/tarexport.go).</summary>
internal sealed record DockerArchiveItem
{
    /// <summary>Entry of the config.</summary>
    [JsonRequired, JsonPropertyName("Config")]
    public required string Config { get; init; }

    /// <summary>Names; null without.</summary>
    [JsonPropertyName("RepoTags")]
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>Entries of the layers, lowest first.</summary>
    [JsonRequired, JsonPropertyName("Layers")]
    public required IReadOnlyList<string> Layers { get; init; }
}
