using System.Text.Json.Serialization;

namespace Gantry.Engine.Migrations;

/// <summary>Serialisation of what the two ends say.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(MigrationMessage))]
internal sealed partial class MigrationJsonContext : JsonSerializerContext;
