using System.Text.Json.Serialization;

namespace Gantry.Engine.Storage.Images;

/// <summary>Serialisation of the documents of the OCI image spec and of docker-archive.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(IndexDocument))]
[JsonSerializable(typeof(ConfigDocument))]
[JsonSerializable(typeof(IReadOnlyList<DockerArchiveItem>))]
internal sealed partial class ImagesJsonContext : JsonSerializerContext;
