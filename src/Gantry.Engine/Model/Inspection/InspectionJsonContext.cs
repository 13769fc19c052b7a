using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>Serialisation of inspections; <see cref="InspectionJson"/> holds the two ways to use it.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(GoTimeConverter)])]
[JsonSerializable(typeof(ContainerInspection))]
[JsonSerializable(typeof(ImageInspection))]
[JsonSerializable(typeof(VolumeInspection))]
internal sealed partial class InspectionJsonContext : JsonSerializerContext;
